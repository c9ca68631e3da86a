package dev.dermstream.node.cache;

import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.platform.image.PixelValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a picture's features depend on, and nothing else: SHA-256 over the model's digest, the shape
 * and every value of its pixels. Equal keys mean equal features.
 */
public final class FeatureKey {
  private static final int CHUNK_VALUES = 16 << 10;

  private final byte[] modelDigest;
  private final byte[] digest;

  private FeatureKey(byte[] modelDigest, byte[] digest) {
    this.modelDigest = modelDigest;
    this.digest = digest;
  }

  /**
   * The key of pixels for a model.
   *
   * @param modelDigest kept, and never changed
   */
  static FeatureKey of(byte[] modelDigest, PixelValues pixels) {
    MessageDigest sha256 = Sha256.start();
    sha256.update(modelDigest);
    ByteBuffer chunk =
        ByteBuffer.allocate(CHUNK_VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    sha256.update(chunk.putInt(pixels.height()).putInt(pixels.width()).flip());
    float[] values = pixels.values();
    for (int from = 0; from < values.length; from += CHUNK_VALUES) {
      int count = Math.min(CHUNK_VALUES, values.length - from);
      chunk.clear().asFloatBuffer().put(values, from, count);
      sha256.update(chunk.limit(count * Float.BYTES));
    }
    return new FeatureKey(modelDigest, sha256.digest());
  }

  /** Whether it is what such a model gives. */
  boolean isOf(byte[] someModelDigest) {
    return Arrays.equals(modelDigest, someModelDigest);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureKey that && Arrays.equals(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }
}
