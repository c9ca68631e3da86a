package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Lets files wait again, some in each transaction, so that nobody waits long for the job's row. */
final class Reopening {
  private static final int AT_ONCE = 1_000;
  private static final String WAIT =
      "UPDATE batch_file SET outcome = 0, digest = NULL, code = '', message = '' WHERE job = ?";

  private Reopening() {}

  private record SetAside(Digest digest, String code, long first) {}

  private record Unreadable(long position, String code) {}

  /** Returns how many files wait again by this; 0 if there are no more. */
  static long reopenSome(Sql sql, String id) throws SQLException {
    long job = Jobs.lock(sql, id).number();
    Counts counts = new Counts();
    long files = setAside(sql, job, counts);
    if (files == 0) {
      files = unreadable(sql, job, counts);
    }
    counts.write(sql, job);
    return files;
  }

  private static long setAside(Sql sql, long job, Counts counts) throws SQLException {
    List<SetAside> images =
        sql.list(
            "SELECT digest, code, first FROM batch_image"
                + sql.dialect().by("batch_image_set_aside")
                + " WHERE job = ? AND outcome = 6"
                + " ORDER BY digest LIMIT "
                + AT_ONCE,
            row ->
                new SetAside(
                    Digest.of(row.getBytes(1)), StoredText.read(row.getString(2)), row.getLong(3)),
            job);
    if (images.isEmpty()) {
      return 0;
    }
    List<Long> firsts = new ArrayList<>();
    List<Digest> digests = new ArrayList<>();
    for (SetAside image : images) {
      firsts.add(image.first());
      digests.add(image.digest());
      counts.add(ImageOutcome.IMAGE_OUTCOME_SET_ASIDE, image.code(), -1);
    }
    int duplicates =
        sql.update(
            WAIT + " AND outcome = 4 AND digest" + sql.dialect().amongDigests(),
            job,
            sql.digests(digests));
    counts.add(ImageOutcome.IMAGE_OUTCOME_DUPLICATE, "", -duplicates);
    sql.update(
        "DELETE FROM batch_image WHERE job = ? AND digest" + sql.dialect().amongDigests(),
        job,
        sql.digests(digests));
    return duplicates + wait(sql, job, firsts);
  }

  private static long unreadable(Sql sql, long job, Counts counts) throws SQLException {
    List<Unreadable> files =
        sql.list(
            "SELECT position, code FROM batch_file"
                + sql.dialect().by("batch_file_unreadable")
                + " WHERE job = ? AND outcome = 5"
                + " ORDER BY position LIMIT "
                + AT_ONCE,
            row -> new Unreadable(row.getLong(1), StoredText.read(row.getString(2))),
            job);
    files.forEach(file -> counts.add(ImageOutcome.IMAGE_OUTCOME_UNREADABLE, file.code(), -1));
    return files.isEmpty() ? 0 : wait(sql, job, files.stream().map(Unreadable::position).toList());
  }

  private static long wait(Sql sql, long job, List<Long> positions) throws SQLException {
    return sql.update(
        WAIT + " AND position" + sql.dialect().amongNumbers(), job, sql.numbers(positions));
  }
}
