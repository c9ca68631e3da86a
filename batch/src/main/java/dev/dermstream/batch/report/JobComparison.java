package dev.dermstream.batch.report;

import dev.dermstream.batch.output.ImageBytes;
import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.Job;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Two jobs beside each other: which images have another answer. An image is known by its bytes, so
 * that the archives may have other names, another order, or share but a part.
 *
 * <p>The images of the first job are kept as 24 bytes each in a table that is at most two thirds
 * full (half of the digest, the answer as a number, its score), while those of the second pass:
 * about 75 MB for a million. Where there are more than {@value #SLICE} images, both jobs are read
 * again for each slice of so many digests, so that memory never exceeds about 150 MB. Of what
 * differs a thousand results are kept.
 *
 * <p>Used by one thread.
 */
public final class JobComparison {
  private static final long SLICE = 2_000_000;

  private final Job before;
  private final Job after;
  private final Join join;

  /**
   * Compares nothing yet; each of the methods reads the results.
   *
   * @param before the first job, with its results
   * @param after the second job, with its results
   */
  public JobComparison(Job before, Results beforeResults, Job after, Results afterResults) {
    this(
        before,
        beforeResults,
        after,
        afterResults,
        (int) (1 + (before.getProgress().getFiles() - 1) / SLICE));
  }

  /** With so many slices. */
  JobComparison(Job before, Results beforeResults, Job after, Results afterResults, int slices) {
    this.before = before;
    this.after = after;
    this.join = new Join(beforeResults, afterResults, slices);
  }

  /**
   * Writes one HTML page that opens offline: counts, what became what, the largest changes, and
   * thumbnails of the first of them.
   *
   * @param images of the second job, for thumbnails; one that cannot be read is a placeholder
   * @param out is left open
   * @throws IOException if the results cannot be read or the page cannot be written
   */
  public void write(ImageBytes images, OutputStream out) throws IOException, InterruptedException {
    ComparisonTally tally = new ComparisonTally();
    join.run(tally);
    try (ThumbnailReader thumbnails = new ThumbnailReader(images)) {
      ComparisonPage.of(before, after, tally, thumbnails).write(out);
    }
  }

  /**
   * Writes every changed answer as a line of CSV in UTF-8 with a head: digest and name of the
   * image, both answers with their scores in percent, and whether the label or the outcome has
   * changed. In the order of the second job, slice by slice. Names stand as they are: a spreadsheet
   * may take one for a formula.
   *
   * @param out is left open
   * @throws IOException if the results cannot be read or the list cannot be written
   */
  public void writeCsv(OutputStream out) throws IOException, InterruptedException {
    ChangesCsv csv = new ChangesCsv(out);
    join.run(csv);
    csv.flush();
  }
}
