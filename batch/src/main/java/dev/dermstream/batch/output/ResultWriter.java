package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.Job;
import java.io.IOException;

/** Writes one form of output. Thread-safe, but for two at once that write the same job. */
public interface ResultWriter {
  /**
   * Finds out before a job of hours whether its results will find their place: makes the folder or
   * the table where it is missing and tries to write there. What the place holds stays.
   *
   * @throws OutputException with a sentence that names the place and what is wrong with it
   */
  void check() throws OutputException;

  /**
   * Writes everything: afterwards the place holds exactly these results, on the disk; if it fails,
   * what it held before. The same job and results give the same bytes. Again: the same effect.
   *
   * @throws OutputException if the place is the reason; a full disk and a database that is away may
   *     be tried again
   * @throws IOException that the results throw
   */
  Written write(Job job, Results results) throws IOException, InterruptedException;
}
