package dev.dermstream.batch.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** What the two databases do differently. */
interface Dialect {
  /** Begin of the names of the scripts that make the tables. */
  String scripts();

  /** Keeps others from bringing the tables up to date until the transaction ends. */
  void lockSchema(Connection connection) throws SQLException;

  /** What a SELECT of a row ends with that nobody else may change until the transaction ends. */
  String forUpdate();

  /** A condition that holds for each number of a set, whose one parameter is {@link #numbers}. */
  String amongNumbers();

  Object numbers(Connection connection, Collection<Long> numbers) throws SQLException;

  /** A condition that holds for each digest of a set, whose one parameter is {@link #digests}. */
  String amongDigests();

  Object digests(Connection connection, Collection<Digest> digests) throws SQLException;

  /** What follows a table that is to be read by an index, where the planner takes another. */
  String by(String index);

  /** Lets the transaction that begins see one state of the tables, whatever others write. */
  void holdSnapshot(Connection connection) throws SQLException;

  /** Why a statement failed, as far as the code tells. */
  Failure failure(SQLException e);
}
