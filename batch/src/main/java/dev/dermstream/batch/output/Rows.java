package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.io.Closeable;
import java.io.IOException;

/** A file of one form while it is written. For one thread. */
interface Rows extends Closeable {
  void add(ImageResult result) throws IOException;

  /** Writes what is still held back and what comes last. */
  void end() throws IOException;

  /** Lets go of what is held, without writing any of it; not of the stream. */
  @Override
  default void close() {}
}
