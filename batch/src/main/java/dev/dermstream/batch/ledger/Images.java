package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of images. */
final class Images {
  private Images() {}

  static List<String> answered(Sql sql, String job, Collection<Digest> digests)
      throws SQLException {
    return sql.list(
        // One statement: it is asked for every few files, and a server is a network away.
        "SELECT digest FROM batch_image"
            + " WHERE job = (SELECT number FROM batch_job WHERE id = ?) AND digest"
            + sql.dialect().amongDigests(),
        row -> Digest.of(row.getBytes(1)).toString(),
        job,
        sql.digests(digests));
  }

  static Map<Digest, KnownImage> known(Sql sql, long job, Collection<Digest> digests)
      throws SQLException {
    Map<Digest, KnownImage> known = new HashMap<>();
    sql.list(
            "SELECT digest, outcome, first, files FROM batch_image WHERE job = ? AND digest"
                + sql.dialect().amongDigests(),
            row ->
                KnownImage.old(
                    Digest.of(row.getBytes(1)),
                    outcome(row.getInt(2)),
                    row.getLong(3),
                    row.getLong(4)),
            job,
            sql.digests(digests))
        .forEach(image -> known.put(image.digest(), image));
    return known;
  }

  /** Writes those that are new or have another file. */
  static void write(Sql sql, long job, Collection<KnownImage> images) throws SQLException {
    List<@Nullable Object[]> fresh = new ArrayList<>();
    List<@Nullable Object[]> grown = new ArrayList<>();
    for (KnownImage image : images) {
      Conclusion first = image.conclusion();
      if (first != null) {
        fresh.add(row(job, image, first));
      } else if (image.hasGrown()) {
        grown.add(new Object[] {image.first(), image.files(), job, image.digest().bytes()});
      }
    }
    sql.batch(
        "INSERT INTO batch_image"
            + " (job, digest, first, files, bytes, outcome, code, message, report)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        fresh);
    sql.batch("UPDATE batch_image SET first = ?, files = ? WHERE job = ? AND digest = ?", grown);
  }

  private static @Nullable Object[] row(long job, KnownImage image, Conclusion conclusion) {
    return new @Nullable Object[] {
      job,
      image.digest().bytes(),
      image.first(),
      image.files(),
      conclusion.bytes(),
      image.outcome().getNumber(),
      conclusion.code(),
      conclusion.message(),
      conclusion.report() == null ? null : conclusion.report().toByteArray()
    };
  }

  static ImageOutcome outcome(int number) {
    ImageOutcome outcome = ImageOutcome.forNumber(number);
    return outcome == null ? ImageOutcome.UNRECOGNIZED : outcome;
  }
}
