package dev.dermstream.platform.image;

import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;

/** Pixels that Pillow computed; {@code resample_golden.py} beside the file made them. */
final class ResampleGolden {
  private static final String FILE = "resample_golden.safetensors";

  static final Map<String, Tensor> TENSORS = read();

  private ResampleGolden() {}

  static RgbImage picture(String name) {
    Tensor tensor = Objects.requireNonNull(TENSORS.get(name), name);
    byte[] rgb = new byte[tensor.size()];
    tensor.data().duplicate().get(rgb);
    return new RgbImage(tensor.dimension(1), tensor.dimension(0), rgb);
  }

  private static Map<String, Tensor> read() {
    try (InputStream in = Objects.requireNonNull(ResampleGolden.class.getResourceAsStream(FILE))) {
      return Safetensors.read(FILE, ByteBuffer.wrap(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
