package dev.dermstream.audit.store;

import dev.dermstream.audit.chain.ChainState;
import dev.dermstream.audit.chain.StoredRecord;
import java.util.function.Consumer;

/** Reads what was written. Each database is read as it stood at one moment. */
public interface AuditReader extends AutoCloseable {
  /**
   * Hands over every chain, each followed by its records in order.
   *
   * @throws AuditStoreException if the store cannot be read
   */
  void read(Consumer<ChainState> chains, Consumer<StoredRecord> records) throws AuditStoreException;

  @Override
  void close();
}
