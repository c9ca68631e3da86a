package dev.dermstream.trainer.eager;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.optimize.AdamWConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter trained here beside one that PEFT's layout was taken from. */
class EagerAdapterTest {
  /** Keys of PEFT's own that are written beside the reference's. */
  private static final Set<String> FURTHER_KEYS = Set.of("use_rslora");

  @TempDir private Path directory;

  @Test
  void whatIsTrainedHereHasTheNamesShapesAndTypesOfTheReference() throws IOException {
    train(directory);

    assertThat(layout(directory)).isNotEmpty().isEqualTo(layout(Golden.adapterDirectory()));
    assertThat(values(directory)).isNotEqualTo(values(Golden.adapterDirectory()));
  }

  @Test
  void itsConfigurationSaysWhatTheReferenceSaysInTheSameWords() throws IOException {
    train(directory);

    Map<String, JsonElement> written = config(directory).asMap();
    Map<String, JsonElement> reference = config(Golden.adapterDirectory()).asMap();
    assertThat(written).containsAllEntriesOf(reference);
    written.keySet().removeAll(reference.keySet());
    assertThat(FURTHER_KEYS).containsAll(written.keySet());
    assertThat(config(directory).get("lora_alpha")).hasToString("8");
  }

  @Test
  void whatWasTrainedComputesTheSameWhenItIsReadAgain() throws IOException {
    Golden golden = Golden.load();
    Checkpoint checkpoint = Checkpoint.read(Golden.directory());
    float[] trained = train(directory);
    LoraCheckpoint read = LoraCheckpoint.read(directory, ParameterShapes.of(checkpoint.config()));

    try (EagerParameters parameters = EagerParameters.of(checkpoint.tensors());
        EagerAdapter adapter = EagerAdapter.of(read)) {
      assertThat(logits(checkpoint, parameters, adapter, golden)).isEqualTo(trained);
      assertThat(trained).isNotEqualTo(golden.tensor("logits").toFloats());
    }
  }

  /** A few steps on the golden batch, written as PEFT; returns the logits after them. */
  private static float[] train(Path directory) throws IOException {
    Golden golden = Golden.load();
    Checkpoint checkpoint = Checkpoint.read(Golden.directory());
    LoraConfig reference =
        LoraCheckpoint.read(Golden.adapterDirectory(), ParameterShapes.of(checkpoint.config()))
            .config();
    try (EagerParameters parameters = EagerParameters.of(checkpoint.tensors());
        EagerAdapter adapter =
            EagerAdapter.initialize(
                reference, ParameterShapes.of(checkpoint.config()), ParameterShapes.TEXT, 3)) {
      EagerOps ops = new EagerOps(parameters.manager());
      EagerModel model =
          new EagerModel(checkpoint.config(), parameters, adapter.trainingAdapter(ops));
      adapter.parameters().trainOnly(name -> true);
      try (AdamW optimizer =
          new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0.01), 1)) {
        for (int step = 0; step < 3; step++) {
          Autograd.backward(
              parameters.manager(),
              manager -> model.loss(hidden(model, golden, manager), golden.rows("labels")));
          optimizer.step(0.01);
        }
      }
      adapter.checkpoint().write(directory);
      return logits(checkpoint, parameters, adapter, golden);
    }
  }

  private static float[] logits(
      Checkpoint checkpoint, EagerParameters parameters, EagerAdapter adapter, Golden golden) {
    EagerModel model =
        new EagerModel(
            checkpoint.config(), parameters, adapter.adapter(new EagerOps(parameters.manager())));
    try (NDManager step = parameters.manager().newSubManager()) {
      return Autograd.withoutGradient(
          () -> model.logits(hidden(model, golden, step)).toFloatArray());
    }
  }

  private static NDArray hidden(EagerModel model, Golden golden, NDManager manager) {
    long[][] ids = golden.rows("input_ids");
    Tensor pixels = golden.tensor("pixel_values");
    NDArray states =
        model.visionStates(manager.create(pixels.toFloats(), new Shape(pixels.shape())));
    NDArray embeds = model.inputsEmbeds(manager, ids, model.imageFeatures(states));
    return model.hiddenStates(embeds, Golden.ones(ids));
  }

  /** Name to type and shape. */
  private static Map<String, String> layout(Path directory) throws IOException {
    Map<String, String> layout = new TreeMap<>();
    tensors(directory)
        .forEach((name, tensor) ->
            layout.put(name, tensor.type() + " " + Arrays.toString(tensor.shape())));
    return layout;
  }

  private static float[] values(Path directory) throws IOException {
    return Objects.requireNonNull(
            tensors(directory)
                .get("base_model.model.model.text_model.layers.2.self_attn.v_proj.lora_A.weight"))
        .toFloats();
  }

  private static Map<String, Tensor> tensors(Path directory) throws IOException {
    return Safetensors.read(directory.resolve("adapter_model.safetensors"));
  }

  private static JsonObject config(Path directory) throws IOException {
    return JsonParser.parseString(Files.readString(directory.resolve("adapter_config.json")))
        .getAsJsonObject();
  }
}
