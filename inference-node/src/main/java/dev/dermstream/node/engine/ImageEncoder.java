package dev.dermstream.node.engine;

import dev.dermstream.platform.image.PixelValues;
import java.util.List;

/** Turns pixel values into features and an embedding. Thread-safe; closed after its last call. */
public interface ImageEncoder extends AutoCloseable {
  /**
   * Encodes pictures. Those of one size share a run.
   *
   * @param pixels at least one
   * @return in the same order, each as if it had been encoded alone but for rounding
   */
  List<EncodedImage> encode(List<PixelValues> pixels);

  /** Encodes one picture. */
  default EncodedImage encode(PixelValues pixels) {
    return encode(List.of(pixels)).getFirst();
  }

  @Override
  void close();
}
