package dev.dermstream.node;

import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A model of the Idefics3 architecture with random weights and one adapter, exported to ONNX, and
 * the numbers that an independent implementation computed from the same weights.
 */
public final class TinyModel {
  private static final String DECODER = "decoder_model_merged.onnx";

  private TinyModel() {}

  public static Path directory() {
    try {
      return Path.of(Objects.requireNonNull(TinyModel.class.getResource("tiny-idefics3")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The adapter as PEFT writes it. */
  public static Path adapter() {
    return directory().resolveSibling("tiny-idefics3-adapters").resolve("golden");
  }

  public static Map<String, Tensor> expected() {
    try {
      return Safetensors.read(directory().resolve("expected.safetensors"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy that a test may change. */
  public static Path copyTo(Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(String.valueOf(file.getFileName())));
      }
    }
    return target;
  }

  /** A copy whose decoder takes adapters at run time on every layer, and has none inside. */
  public static Path copyForAdaptersTo(Path target) throws IOException {
    copyTo(target);
    Files.delete(target.resolve("adapters.safetensors"));
    Files.copy(
        adapter().resolveSibling(DECODER),
        target.resolve(DECODER),
        StandardCopyOption.REPLACE_EXISTING);
    return target;
  }
}
