package dev.dermstream.audit.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What the two databases do differently. */
interface Dialect {
  /** Keeps others from bringing the tables up to date until the transaction ends. */
  void lockSchema(Connection database) throws SQLException;

  /**
   * Whether nobody writes a chain now, and nobody will until the transaction ends.
   *
   * @param chain another than that of the connection
   */
  boolean lockIfIdle(Connection database, String chain) throws SQLException;

  /** Lets others write the chain of the connection, which is closed next. */
  void unlock(Connection database) throws SQLException;
}
