package dev.dermstream.index;

import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * 3,148 vectors of dimension 64 with the labels that scikit-learn 1.2.1 gave them, and 200 queries
 * with the confidences that follow from their definition in float64.
 */
public final class Golden {
  public static final double EPS = 0.18;
  public static final int MIN_SAMPLES = 8;
  public static final double TEMPERATURE = 0.065;
  public static final int CLASSES = 15;

  private final Map<String, Tensor> tensors;

  private Golden(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  public static Golden read() throws IOException {
    return new Golden(Safetensors.read(file()));
  }

  public static Path file() {
    try {
      return Path.of(
          Objects.requireNonNull(Golden.class.getResource("/golden/dbscan.safetensors")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public Tensor tensor(String name) {
    return Objects.requireNonNull(tensors.get(name), name);
  }

  public UnitVectors embeddings() {
    return unit("embeddings");
  }

  public UnitVectors queries() {
    return unit("queries");
  }

  private UnitVectors unit(String name) {
    return UnitVectors.of(tensor(name).toFloats(), tensor(name).dimension(1));
  }
}
