package dev.dermstream.trainer.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.dermstream.platform.lora.LoraCheckpoint;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.checkpoint.AdapterStack;
import dev.dermstream.trainer.golden.Golden;
import dev.dermstream.trainer.model.Idefics3Config;
import dev.dermstream.trainer.model.ParameterShapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportGoldenTest {
  private static final long[] NO_ADAPTER = {0, 0};
  private static final long[] ADAPTER = {1, 1};

  @TempDir private static Path directory;
  private static Golden golden;
  private static ExportedModel model;

  @BeforeAll
  static void export() throws IOException, OrtException {
    golden = Golden.load();
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(Golden.directory().resolve(file), directory.resolve(file));
    }
    Idefics3Config config = Idefics3Config.read(directory.resolve("config.json"));
    LoraCheckpoint adapter =
        LoraCheckpoint.read(Golden.adapterDirectory(), ParameterShapes.of(config));
    Safetensors.write(directory.resolve(AdapterStack.FILE), AdapterStack.of(List.of(adapter)));
    OnnxExport.write(directory);
    model = new ExportedModel(directory);
  }

  @AfterAll
  static void free() throws OrtException {
    model.close();
  }

  @Test
  void visionOutputsAgree() throws OrtException {
    Map<String, Tensor> outputs = model.encode(golden.tensor("pixel_values"));

    golden.assertClose(
        "vision_last_hidden_state", ExportedModel.output(outputs, "last_hidden_state").toFloats());
    golden.assertClose(
        "connector_output", ExportedModel.output(outputs, "image_features").toFloats());
  }

  @Test
  void imageEmbedsAreTheNormalisedMeanOverPatches() throws OrtException {
    Map<String, Tensor> outputs = model.encode(golden.tensor("pixel_values"));
    Tensor states = golden.tensor("vision_last_hidden_state");

    Tensor embeds = ExportedModel.output(outputs, "image_embeds");

    assertThat(embeds.shape()).containsExactly(2, 48);
    Golden.assertClose("image_embeds", embeds.toFloats(), normalisedMeans(states));
  }

  @Test
  void severalImagesOfOneRowComeOutInOrder() throws OrtException {
    Tensor pixels = golden.tensor("pixel_values");

    Map<String, Tensor> outputs =
        model.vision.run(
            Map.of(
                "pixel_values",
                new Tensor(pixels.type(), new long[] {1, 2, 3, 32, 32}, pixels.data())));

    golden.assertClose(
        "connector_output", ExportedModel.output(outputs, "image_features").toFloats());
  }

  @Test
  void logitsAgree() throws OrtException {
    golden.assertClose("logits", logits(NO_ADAPTER).toFloats());
  }

  @Test
  void adapterLogitsAgree() throws OrtException {
    golden.assertClose("adapter_logits", logits(ADAPTER).toFloats());
  }

  @Test
  void aBatchThatMixesAdaptersGivesEveryRowItsOwn() throws OrtException {
    float[] mixed = logits(new long[] {1, 0}).toFloats();

    int row = mixed.length / 2;
    Golden.assertClose(
        "row with adapter 1",
        Arrays.copyOf(mixed, row),
        Arrays.copyOf(golden.tensor("adapter_logits").toFloats(), row));
    Golden.assertClose(
        "row with adapter 0",
        Arrays.copyOfRange(mixed, row, 2 * row),
        Arrays.copyOfRange(golden.tensor("logits").toFloats(), row, 2 * row));
  }

  @Test
  void greedyIdsAgreeTokenByTokenWithTheCache() throws OrtException {
    long[][] mask = Golden.ones(golden.rows("input_ids"));

    assertThat(model.greedy(promptEmbeds(), mask, 12, NO_ADAPTER))
        .isEqualTo(golden.rows("greedy_ids"));
  }

  @Test
  void paddingOnTheLeftChangesNothing() throws OrtException {
    int hidden = 64;
    int pad = 5;
    float[] embeds = promptEmbeds().toFloats();
    float[] padded = new float[2 * (16 + pad) * hidden];
    Arrays.fill(padded, 3f);
    long[][] mask = new long[2][16 + pad];
    for (int b = 0; b < 2; b++) {
      System.arraycopy(
          embeds, b * 16 * hidden, padded, (b * (16 + pad) + pad) * hidden, 16 * hidden);
      Arrays.fill(mask[b], pad, 16 + pad, 1);
    }
    Tensor input = Tensor.ofFloats(padded, 2, 16 + pad, hidden);

    Tensor logits = ExportedModel.output(model.decode(input, mask, Map.of(), NO_ADAPTER), "logits");

    float[] values = logits.toFloats();
    float[] unpadded = new float[2 * 16 * 320];
    for (int b = 0; b < 2; b++) {
      System.arraycopy(values, (b * (16 + pad) + pad) * 320, unpadded, b * 16 * 320, 16 * 320);
    }
    golden.assertClose("logits", unpadded);
    assertThat(model.greedy(input, mask, 12, NO_ADAPTER)).isEqualTo(golden.rows("greedy_ids"));
  }

  @Test
  void rowsOfDifferentLengthsAgreeWithTheSameRowsAlone() throws OrtException {
    float[] embeds = promptEmbeds().toFloats();
    int hidden = 64;
    int shorter = 7;
    float[] both = Arrays.copyOf(embeds, embeds.length);
    // Row 1 becomes its own first 7 tokens behind 9 of padding.
    System.arraycopy(embeds, 16 * hidden, both, (16 + 16 - shorter) * hidden, shorter * hidden);
    long[][] mask = new long[2][16];
    Arrays.fill(mask[0], 1);
    Arrays.fill(mask[1], 16 - shorter, 16, 1);

    Tensor mixed =
        ExportedModel.output(
            model.decode(Tensor.ofFloats(both, 2, 16, hidden), mask, Map.of(), NO_ADAPTER),
            "logits");

    float[] rowOne = Arrays.copyOfRange(mixed.toFloats(), (32 - shorter) * 320, 32 * 320);
    float[] alone = golden.tensor("logits").toFloats();
    Golden.assertClose(
        "shorter row", rowOne, Arrays.copyOfRange(alone, 16 * 320, (16 + shorter) * 320));
  }

  @Test
  void graphsAreSmallBecauseTheWeightsStayInTheirFile() throws IOException {
    long weights = Files.size(directory.resolve("model.safetensors"));
    for (String graph :
        List.of(OnnxExport.VISION_ENCODER, OnnxExport.EMBED_TOKENS, OnnxExport.DECODER)) {
      assertThat(Files.size(directory.resolve(graph))).as(graph).isLessThan(weights / 10);
    }
  }

  private static Tensor promptEmbeds() throws OrtException {
    Tensor features =
        ExportedModel.output(model.encode(golden.tensor("pixel_values")), "image_features");
    return model.embeds(golden.rows("input_ids"), features.toFloats());
  }

  private static Tensor logits(long[] adapterIds) throws OrtException {
    long[][] mask = Golden.ones(golden.rows("input_ids"));
    return ExportedModel.output(model.decode(promptEmbeds(), mask, Map.of(), adapterIds), "logits");
  }

  private static float[] normalisedMeans(Tensor states) {
    int batch = states.dimension(0);
    int patches = states.dimension(1);
    int hidden = states.dimension(2);
    float[] values = states.toFloats();
    float[] means = new float[batch * hidden];
    for (int b = 0; b < batch; b++) {
      double squares = 0;
      for (int h = 0; h < hidden; h++) {
        float sum = 0;
        for (int p = 0; p < patches; p++) {
          sum += values[(b * patches + p) * hidden + h];
        }
        means[b * hidden + h] = sum / patches;
        squares += Math.pow(sum / patches, 2);
      }
      for (int h = 0; h < hidden; h++) {
        means[b * hidden + h] /= (float) Math.sqrt(squares);
      }
    }
    return means;
  }
}
