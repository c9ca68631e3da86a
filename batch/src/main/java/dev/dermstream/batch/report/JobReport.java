package dev.dermstream.batch.report;

import dev.dermstream.batch.output.ImageBytes;
import dev.dermstream.batch.output.Results;
import dev.dermstream.batch.v1.Job;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The report of a job: counts, scores, agreement, distance from the training images, failures, and
 * the surest and least sure images. One HTML file that opens offline; it fetches nothing and runs
 * nothing, and whatever comes from the archive is text in it. The same job, results and images give
 * the same bytes.
 *
 * <p>Results are read once and counted as they pass, so that memory does not grow with their
 * number; then the images of at most {@code 2 * 12} thumbnails are read, one after the other.
 */
public final class JobReport {
  private JobReport() {}

  /**
   * Writes the page in UTF-8. Of a job that has not ended: as far as it has come.
   *
   * @param images for thumbnails; one that cannot be read is a placeholder
   * @param out is left open
   * @throws IOException if the results cannot be read or the page cannot be written
   */
  public static void write(Job job, Results results, ImageBytes images, OutputStream out)
      throws IOException, InterruptedException {
    JobTally tally = new JobTally();
    results.forEach(tally);
    try (ThumbnailReader thumbnails = new ThumbnailReader(images)) {
      JobPage.of(job, tally, thumbnails).write(out);
    }
  }
}
