package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.Job;
import java.io.IOException;

/** Writes one form of output. Thread-safe. */
public interface ResultWriter {
  /**
   * Writes everything: afterwards the place holds exactly these results, on the disk; if it fails,
   * what it held before. The same results give the same bytes. Again: the same effect.
   *
   * @throws IOException with a sentence that names the place and what is wrong with it; a full disk
   *     and a database that is away may be tried again
   */
  void write(Job job, Results results) throws IOException, InterruptedException;
}
