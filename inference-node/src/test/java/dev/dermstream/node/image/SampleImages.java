package dev.dermstream.node.image;

import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files of {@code samples/} and the pixels they must give; {@code make_samples.py} made them.
 */
final class SampleImages {
  private static final Path FOLDER = folder();
  private static final Map<String, Tensor> EXPECTED = expected();

  private SampleImages() {}

  static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(FOLDER.resolve("samples").resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<String> good() {
    return EXPECTED.keySet().stream();
  }

  static List<String> all() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("samples"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RgbImage expected(String name) {
    Tensor tensor = Objects.requireNonNull(EXPECTED.get(name), name);
    byte[] rgb = new byte[tensor.size()];
    tensor.data().duplicate().get(rgb);
    return new RgbImage(tensor.dimension(1), tensor.dimension(0), rgb);
  }

  private static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(SampleImages.class.getResource(".")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Tensor> expected() {
    try {
      return Safetensors.read(FOLDER.resolve("expected.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
