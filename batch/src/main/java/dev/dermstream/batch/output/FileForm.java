package dev.dermstream.batch.output;

import java.io.IOException;
import java.io.OutputStream;

/** How results look in a file. Thread-safe. */
@FunctionalInterface
interface FileForm {
  /**
   * Begins a file.
   *
   * @param into buffered
   */
  Rows open(OutputStream into) throws IOException;
}
