package dev.dermstream.index.snapshot;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input file; what does not fit is refused in the file's and the tensor's name, as {@link
 * ServiceException} INVALID_INPUT.
 *
 * @param file where it lies
 * @param tensors what it holds
 */
public record TensorFile(Path file, Map<String, Tensor> tensors) {
  /** Reads a safetensors file. */
  public static TensorFile read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, file + ": there is no such file.");
    }
    return new TensorFile(file, Safetensors.read(file));
  }

  /** A floating tensor {@code [n, dimension]} whose rows are of length one. */
  public UnitVectors vectors(String name) {
    Tensor tensor = tensor(name, 2);
    try {
      return UnitVectors.of(tensor.toFloats(), tensor.dimension(1));
    } catch (IllegalArgumentException e) {
      throw refuse(name, e.getMessage(), e);
    }
  }

  /** An integer tensor {@code [n]}. */
  public int[] integers(String name) {
    Tensor tensor = tensor(name, 1);
    try {
      return tensor.toInts();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw refuse(name, e.getMessage(), e);
    }
  }

  /** A tensor of so many dimensions. */
  public Tensor tensor(String name, int rank) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw refuse(name, "is not in the file, which holds " + tensors.keySet(), null);
    }
    if (tensor.shape().length != rank) {
      throw refuse(name, "is " + tensor + ", not of " + rank + " dimensions", null);
    }
    return tensor;
  }

  /** What to throw where a tensor cannot be used. */
  public ServiceException refuse(String name, @Nullable String problem, @Nullable Throwable cause) {
    String sentence = "%s: tensor %s: %s.".formatted(file, name, problem);
    return cause == null
        ? new ServiceException(ErrorCode.INVALID_INPUT, sentence)
        : new ServiceException(ErrorCode.INVALID_INPUT, sentence, cause);
  }
}
