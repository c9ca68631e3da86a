package dev.dermstream.trainer.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A random-weight checkpoint with the outputs that an independent PyTorch implementation computed
 * for it.
 */
public final class Golden {
  /** Absolute, on float32 tensors and losses. */
  public static final float TOLERANCE = 1e-4f;

  private final Map<String, Tensor> expected;

  private Golden(Map<String, Tensor> expected) {
    this.expected = expected;
  }

  public static Golden load() throws IOException {
    return new Golden(Safetensors.read(directory().resolve("expected.safetensors")));
  }

  public static Path directory() {
    try {
      return Path.of(
          Objects.requireNonNull(Golden.class.getResource("/golden/tiny-idefics3")).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Path adapterDirectory() {
    return directory().resolve("adapter");
  }

  /** {@code expected.json}. */
  public static JsonObject figures() throws IOException {
    return JsonParser.parseString(Files.readString(directory().resolve("expected.json")))
        .getAsJsonObject();
  }

  public Tensor tensor(String name) {
    return Objects.requireNonNull(expected.get(name), name);
  }

  /** An int64 matrix as rows. */
  public long[][] rows(String name) {
    Tensor tensor = tensor(name);
    long[] flat = tensor.toLongs();
    int width = tensor.dimension(1);
    long[][] rows = new long[tensor.dimension(0)][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  public void assertClose(String name, float[] actual) {
    assertClose(name, actual, tensor(name).toFloats());
  }

  public static void assertClose(String what, float[] actual, float[] wanted) {
    assertThat(actual).as(what).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(Math.abs(actual[i] - wanted[i]))
          .as("%s, element %d: %s against %s", what, i, actual[i], wanted[i])
          .isLessThanOrEqualTo(TOLERANCE);
    }
  }

  /** A mask of ones of the shape of {@code rows}. */
  public static long[][] ones(long[][] rows) {
    long[][] mask = new long[rows.length][rows[0].length];
    for (long[] row : mask) {
      Arrays.fill(row, 1);
    }
    return mask;
  }
}
