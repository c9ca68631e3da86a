package dev.dermstream.node.engine;

import dev.dermstream.platform.image.PixelValues;

/** Turns pixel values into features and an embedding. Thread-safe; closed after its last call. */
public interface ImageEncoder extends AutoCloseable {
  /** Encodes one picture. */
  EncodedImage encode(PixelValues pixels);

  @Override
  void close();
}
