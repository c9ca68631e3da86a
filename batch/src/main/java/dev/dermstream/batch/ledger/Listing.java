package dev.dermstream.batch.ledger;

import dev.dermstream.batch.archive.ArchiveFault;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.JobState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Notes which files there are. */
final class Listing {
  /** Files that are forgotten in one transaction, so that others wait for milliseconds. */
  private static final int FORGOTTEN_AT_ONCE = 5_000;

  private Listing() {}

  /** Returns the number of a listing that takes the place of all before. */
  static long begin(Sql sql, String id) throws SQLException {
    Jobs.Locked job = Jobs.lock(sql, id);
    sql.update("UPDATE batch_job SET listing = listing + 1 WHERE number = ?", job.number());
    return job.listing() + 1;
  }

  static boolean list(Sql sql, String id, long listing, Collection<ListedFile> files)
      throws SQLException {
    Jobs.Locked job = Jobs.lock(sql, id);
    if (!job.isListedBy(listing)) {
      return false;
    }
    Set<Long> noted = noted(sql, job.number(), files);
    Counts counts = new Counts();
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (ListedFile file : files) {
      if (noted.add(file.position())) {
        rows.add(row(job.number(), file, counts));
      }
    }
    sql.batch(
        "INSERT INTO batch_file (job, position, name, locator, bytes, outcome, code, message)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        rows);
    counts.write(sql, job.number());
    sql.update(
        "UPDATE batch_job SET files = files + ? WHERE number = ?", rows.size(), job.number());
    return true;
  }

  private static Set<Long> noted(Sql sql, long job, Collection<ListedFile> files)
      throws SQLException {
    List<Long> positions = files.stream().map(ListedFile::position).toList();
    return new HashSet<>(
        sql.list(
            "SELECT position FROM batch_file WHERE job = ? AND position"
                + sql.dialect().amongNumbers(),
            row -> row.getLong(1),
            job,
            sql.numbers(positions)));
  }

  private static @Nullable Object[] row(long job, ListedFile file, Counts counts) {
    ArchiveFault fault = file.entry().fault();
    ImageOutcome outcome = ImageOutcome.IMAGE_OUTCOME_UNSPECIFIED;
    String code = "";
    String message = "";
    if (fault != null) {
      outcome = ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
      code = fault.name();
      message = message(fault);
      counts.add(outcome, code, 1);
    }
    return new Object[] {
      job,
      file.position(),
      file.entry().name(),
      file.entry().locator(),
      file.entry().bytes(),
      outcome.getNumber(),
      code,
      message
    };
  }

  private static String message(ArchiveFault fault) {
    return switch (fault) {
      case MISSING -> "The file is not there";
      case DENIED -> "The file may not be read";
      case CHANGED -> "The file has changed since it was listed";
      case BROKEN -> "The file is damaged";
      case TOO_LARGE -> "The file has more bytes than an image may have";
      case THROTTLED -> "The archive asked to be asked less";
      case UNAVAILABLE -> "The disk or the network failed";
    };
  }

  static boolean end(Sql sql, String id, long listing) throws SQLException {
    return sql.update(
            "UPDATE batch_job SET state = ?, listed = 1, reason = ''"
                + " WHERE id = ? AND state = ? AND listing = ?",
            JobState.JOB_STATE_SCREENING.getNumber(),
            id,
            JobState.JOB_STATE_LISTING.getNumber(),
            listing)
        > 0;
  }

  private record Forgotten(
      long position, ImageOutcome outcome, String code, @Nullable Digest digest) {}

  /**
   * Forgets the last files, with what is known of them.
   *
   * @return whether there may be more
   */
  static boolean forgetSome(Sql sql, String id, long listing) throws SQLException {
    Jobs.Locked job = Jobs.lock(sql, id);
    if (!job.isListedBy(listing)) {
      return false;
    }
    List<Forgotten> files = last(sql, job.number());
    if (!files.isEmpty()) {
      forget(sql, job.number(), files);
    }
    sql.update(
        "UPDATE batch_job SET files = files - ?, listed = 0 WHERE number = ?",
        files.size(),
        job.number());
    return files.size() == FORGOTTEN_AT_ONCE;
  }

  private static List<Forgotten> last(Sql sql, long job) throws SQLException {
    return sql.list(
        "SELECT f.position, f.outcome, COALESCE(i.code, f.code), f.digest FROM batch_file f"
            + " LEFT JOIN batch_image i ON i.job = f.job AND i.digest = f.digest"
            + " WHERE f.job = ? ORDER BY f.position DESC LIMIT "
            + FORGOTTEN_AT_ONCE,
        row ->
            new Forgotten(
                row.getLong(1),
                Images.outcome(row.getInt(2)),
                StoredText.read(row.getString(3)),
                row.getBytes(4) == null ? null : Digest.of(row.getBytes(4))),
        job);
  }

  private static void forget(Sql sql, long job, List<Forgotten> files) throws SQLException {
    Counts counts = new Counts();
    List<Digest> images = new ArrayList<>();
    for (Forgotten file : files) {
      switch (file.outcome()) {
        case IMAGE_OUTCOME_UNSPECIFIED -> {}
        case IMAGE_OUTCOME_DUPLICATE -> counts.add(file.outcome(), "", -1);
        default -> {
          counts.add(file.outcome(), file.code(), -1);
          if (file.digest() != null) {
            images.add(file.digest());
          }
        }
      }
    }
    sql.update(
        "DELETE FROM batch_image WHERE job = ? AND digest" + sql.dialect().amongDigests(),
        job,
        sql.digests(images));
    sql.update(
        "DELETE FROM batch_file WHERE job = ? AND position >= ?", job, files.getLast().position());
    counts.write(sql, job);
  }
}
