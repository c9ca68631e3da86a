package dev.dermstream.audit.store;

import dev.dermstream.audit.chain.ChainHead;
import dev.dermstream.audit.chain.Link;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where one chain is written. Used by one thread; a store that failed is closed and opened again by
 * {@link StoreConfig#open}, which tells how far the chain came.
 */
public interface AuditStore extends AutoCloseable {
  /** The newest record that was durable when the store was opened. */
  ChainHead head();

  /**
   * Adds records, all or none; they are durable when this returns.
   *
   * @param before the place that the first follows on
   * @throws AuditStoreException if they could not be written, if it is not known whether they were,
   *     or if the chain's head is not {@code before}: another has written it
   */
  void append(ChainHead before, List<Link> links) throws AuditStoreException;

  /**
   * Removes the records of this chain, and of chains that nobody writes, that are older than {@code
   * cutoff} and adds one that testifies to it.
   *
   * @return the added record, or empty if nothing was old enough
   * @throws AuditStoreException as {@link #append}
   */
  Optional<Link> removeBefore(Instant cutoff, ChainHead before, Instant now)
      throws AuditStoreException;

  /** Lets the chain go. */
  @Override
  void close();
}
