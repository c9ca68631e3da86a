package dev.dermstream.trainer.recipe;

import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.recipe.data.PixelLevels;
import dev.dermstream.trainer.recipe.data.TextCodec;
import dev.dermstream.trainer.recipe.release.ModelFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Weights on their way from training to the files that are shipped. */
final class ModelOutput {
  private ModelOutput() {}

  /** Overwrites the parameters that have a tensor of their name. */
  static void load(EagerParameters parameters, Map<String, Tensor> tensors) {
    for (String name : parameters.arrays().keySet()) {
      Tensor tensor = tensors.get(name);
      if (tensor != null) {
        parameters.put(name, tensor.toFloats(), tensor.shape());
      }
    }
  }

  /**
   * Writes configurations and weights. From here on the parameters are those that are shipped,
   * rounded as they are.
   */
  static void write(
      Path directory, TextCodec codec, Idefics3Config architecture, EagerParameters parameters)
      throws IOException {
    Map<String, Tensor> rounded = ModelFiles.rounded(parameters.tensors());
    load(parameters, rounded);
    ModelFiles.writeConfigurations(
        directory,
        architecture,
        codec,
        PixelLevels.configuration(architecture.vision().imageSize()));
    ModelFiles.writeWeights(directory, rounded);
  }

  /** Throws unless the folder is empty or not there. */
  static void requireFree(Path out) throws IOException {
    if (Files.isDirectory(out)) {
      try (Stream<Path> content = Files.list(out)) {
        if (content.findAny().isPresent()) {
          throw new FileAlreadyExistsException(out + ": is not empty");
        }
      }
    } else if (Files.exists(out)) {
      throw new FileAlreadyExistsException(out + ": is not a folder");
    }
  }
}
