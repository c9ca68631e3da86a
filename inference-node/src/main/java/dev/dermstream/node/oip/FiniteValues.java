package dev.dermstream.node.oip;

import dev.dermstream.node.tensor.HostTensor;
import java.nio.ByteBuffer;

/**
 * Keeps NaN and infinity out of pictures. In a graph of numbers they are values like others; in
 * pixels they are damage, and an encoder would answer with an embedding that looks like any other.
 */
final class FiniteValues {
  /** What exporters call the pixels of a picture. */
  private static final String PIXELS = "pixel_values";

  private static final int FP16_EXPONENT = 0x7C00;
  private static final int BF16_EXPONENT = 0x7F80;

  private FiniteValues() {}

  /**
   * Lets every tensor pass but pixels that are not finite.
   *
   * @throws dev.dermstream.error.ServiceException INVALID_INPUT
   */
  static void require(String name, HostTensor tensor) {
    if (name.equals(PIXELS) && tensor.type().isFloatingPoint() && !isFinite(tensor)) {
      throw Refusal.invalid("Input %s holds a pixel that is NaN or infinite.", name);
    }
  }

  private static boolean isFinite(HostTensor tensor) {
    ByteBuffer data = tensor.data();
    boolean finite = true;
    while (finite && data.hasRemaining()) {
      finite =
          switch (tensor.type()) {
            case FP16 -> (data.getShort() & FP16_EXPONENT) != FP16_EXPONENT;
            case BF16 -> (data.getShort() & BF16_EXPONENT) != BF16_EXPONENT;
            case FP32 -> Float.isFinite(data.getFloat());
            default -> Double.isFinite(data.getDouble());
          };
    }
    return finite;
  }
}
