package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OrtException;
import java.io.IOException;

/** What one thread of the loop does again and again. */
interface Work extends AutoCloseable {
  /**
   * Does it once.
   *
   * @return how many pictures or rows that were
   */
  int run() throws OrtException, IOException;

  @Override
  void close();
}
