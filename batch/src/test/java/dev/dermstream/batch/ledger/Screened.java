package dev.dermstream.batch.ledger;

import dev.dermstream.batch.archive.Entry;
import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.v1.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Jobs, files and ends for tests. */
final class Screened {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");

  private Screened() {}

  static JobRecord job(String id) {
    return new JobRecord(
        id,
        JobSpec.newBuilder().setTitle("title of " + id).build(),
        JobState.JOB_STATE_LISTING,
        "",
        "",
        NOON,
        null);
  }

  static ListedFile file(long position) {
    return new ListedFile(position, new Entry("f" + position + ".jpg", "at " + position, 100));
  }

  static List<ListedFile> files(long count) {
    return LongStream.range(0, count).mapToObj(Screened::file).toList();
  }

  static String digest(long image) {
    return "%064x".formatted(image);
  }

  static Conclusion answered(long position, long image) {
    return new Conclusion(
        position,
        digest(image),
        1_000 + image,
        ImageOutcome.IMAGE_OUTCOME_ANSWERED,
        "",
        "",
        Report.newBuilder().setSummary("of image " + image).build());
  }

  static Conclusion failed(long position, long image, ImageOutcome outcome, String code) {
    boolean unreadable = outcome == ImageOutcome.IMAGE_OUTCOME_UNREADABLE;
    return new Conclusion(
        position,
        unreadable ? "" : digest(image),
        unreadable ? 0 : 1_000 + image,
        outcome,
        code,
        "It is " + code,
        null);
  }

  static Conclusion duplicate(long position, long image) {
    return new Conclusion(
        position, digest(image), 1_000 + image, ImageOutcome.IMAGE_OUTCOME_DUPLICATE, "", "", null);
  }

  static List<ImageResult> results(Ledger ledger, String job) throws Exception {
    List<ImageResult> results = new ArrayList<>();
    ledger.results(job, results::add);
    return results;
  }

  /** Every file's end is counted, and every image is there once. */
  static void requireWhole(Ledger ledger, String job, long files) throws Exception {
    List<ImageResult> results = results(ledger, job);
    long named = results.stream().mapToLong(result -> 1 + result.getOtherNamesCount()).sum();
    long images = results.stream().map(ImageResult::getImageSha256).distinct().count();
    if (named != files || images != results.size() || ledger.tally(job).ended() != files) {
      throw new AssertionError(
          "%d files: %d named, %d of %d results distinct, tally %s"
              .formatted(files, named, images, results.size(), ledger.tally(job)));
    }
  }
}
