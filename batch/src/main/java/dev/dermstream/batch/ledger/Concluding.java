package dev.dermstream.batch.ledger;

import dev.dermstream.batch.v1.ImageOutcome;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Notes what became of files: reads what is known of them, decides in the order of the call, writes
 * what has changed. Of an image's files always the one of the lowest position has the image's
 * outcome and the others are duplicates, whichever was screened, so that the order of screening
 * cannot be seen. Not thread-safe.
 */
final class Concluding {
  private final Map<Digest, KnownImage> images;
  private final Map<Long, End> ends = new TreeMap<>();
  private final Counts counts = new Counts();

  /** A file's columns. */
  private record End(ImageOutcome outcome, @Nullable Digest digest, String code, String message) {
    static End of(ImageOutcome outcome, Digest digest) {
      return new End(outcome, digest, "", "");
    }
  }

  private Concluding(Map<Digest, KnownImage> images) {
    this.images = images;
  }

  static int conclude(Sql sql, String id, Collection<Conclusion> conclusions) throws SQLException {
    long job = Jobs.lock(sql, id).number();
    Set<Long> waiting = waiting(sql, job, conclusions);
    Concluding concluding =
        new Concluding(new HashMap<>(Images.known(sql, job, digests(conclusions))));
    for (Conclusion conclusion : conclusions) {
      if (waiting.contains(conclusion.position()) && concluding.end(conclusion)) {
        waiting.remove(conclusion.position());
      }
    }
    concluding.write(sql, job);
    return concluding.ends.size();
  }

  private static Set<Long> waiting(Sql sql, long job, Collection<Conclusion> conclusions)
      throws SQLException {
    return new HashSet<>(
        sql.list(
            "SELECT position FROM batch_file WHERE job = ? AND outcome = 0 AND position"
                + sql.dialect().amongNumbers(),
            row -> row.getLong(1),
            job,
            sql.numbers(conclusions.stream().map(Conclusion::position).toList())));
  }

  private static Set<Digest> digests(Collection<Conclusion> conclusions) {
    Set<Digest> digests = new HashSet<>();
    for (Conclusion conclusion : conclusions) {
      if (isImage(conclusion)) {
        digests.add(Digest.parse(conclusion.digest()));
      }
    }
    return digests;
  }

  private static boolean isImage(Conclusion conclusion) {
    return conclusion.outcome() != ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
  }

  /** Decides on a file that waits. Returns whether it has its end now. */
  private boolean end(Conclusion conclusion) {
    if (!isImage(conclusion)) {
      ends.put(
          conclusion.position(),
          new End(conclusion.outcome(), null, conclusion.code(), conclusion.message()));
      counts.add(conclusion.outcome(), conclusion.code(), 1);
      return true;
    }
    Digest digest = Digest.parse(conclusion.digest());
    KnownImage image = images.get(digest);
    if (image != null) {
      addTo(image, conclusion.position());
      return true;
    }
    return switch (conclusion.outcome()) {
      case IMAGE_OUTCOME_DUPLICATE -> false;
      case IMAGE_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("A conclusion needs an outcome.");
      default -> {
        images.put(digest, KnownImage.fresh(digest, conclusion));
        ends.put(conclusion.position(), End.of(conclusion.outcome(), digest));
        counts.add(conclusion.outcome(), conclusion.code(), 1);
        yield true;
      }
    };
  }

  private void addTo(KnownImage image, long position) {
    End duplicate = End.of(ImageOutcome.IMAGE_OUTCOME_DUPLICATE, image.digest());
    long first = image.first();
    if (image.add(position)) {
      ends.put(first, duplicate);
      ends.put(position, End.of(image.outcome(), image.digest()));
    } else {
      ends.put(position, duplicate);
    }
    counts.add(ImageOutcome.IMAGE_OUTCOME_DUPLICATE, "", 1);
  }

  private void write(Sql sql, long job) throws SQLException {
    Images.write(sql, job, new TreeMap<>(images).values());
    List<@Nullable Object[]> rows = new ArrayList<>();
    ends.forEach((position, end) ->
        rows.add(
            new @Nullable Object[] {
              end.outcome().getNumber(),
              end.digest() == null ? null : end.digest().bytes(),
              end.code(),
              end.message(),
              job,
              position
            }));
    sql.batch(
        "UPDATE batch_file SET outcome = ?, digest = ?, code = ?, message = ?"
            + " WHERE job = ? AND position = ?",
        rows);
    counts.write(sql, job);
  }
}
