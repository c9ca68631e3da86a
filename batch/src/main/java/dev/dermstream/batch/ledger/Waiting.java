package dev.dermstream.batch.ledger;

import dev.dermstream.batch.archive.Entry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Reads what waits by the index of waiting files alone: the cost grows with limit times shards, not
 * with the number of files that have ended.
 */
final class Waiting {
  private Waiting() {}

  static List<ListedFile> list(Sql sql, String job, int shard, int shards, long after, int limit)
      throws SQLException {
    return sql.list(
        "SELECT position, name, locator, bytes FROM batch_file"
            + sql.dialect().by("batch_file_waiting")
            + " WHERE job = ? AND outcome = 0 AND position > ? AND position % ? = ?"
            + " ORDER BY position LIMIT ?",
        Waiting::read,
        Jobs.number(sql, job),
        after,
        (long) shards,
        (long) shard,
        limit);
  }

  /** One file, whatever became of it. */
  static Optional<Entry> file(Sql sql, String job, long position) throws SQLException {
    return sql.first(
        "SELECT position, name, locator, bytes FROM batch_file WHERE job = ? AND position = ?",
        row -> read(row).entry(),
        Jobs.number(sql, job),
        position);
  }

  /** What was against the file is not told: if it waits, it is to be tried. */
  private static ListedFile read(ResultSet row) throws SQLException {
    Entry entry =
        new Entry(
            StoredText.read(row.getString(2)), StoredText.read(row.getString(3)), row.getLong(4));
    return new ListedFile(row.getLong(1), entry);
  }
}
