package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.io.IOException;

/** The results of a job in order of position, each image once. May be read more than once. */
@FunctionalInterface
public interface Results {
  /** Hears results. */
  @FunctionalInterface
  interface Reader {
    void read(ImageResult result) throws IOException, InterruptedException;
  }

  /** Reads all of them. */
  void forEach(Reader reader) throws IOException, InterruptedException;
}
