package dev.dermstream.trainer.onnx;

import ai.onnxruntime.OrtException;
import dev.dermstream.platform.safetensors.Tensor;
import dev.dermstream.trainer.model.Idefics3Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The three graphs of a directory, driven as a server drives them. */
public final class ExportedModel implements AutoCloseable {
  final Idefics3Config config;
  final OrtGraph vision;
  final OrtGraph embed;
  final OrtGraph decoder;

  public ExportedModel(Path directory) throws IOException, OrtException {
    config = Idefics3Config.read(directory.resolve("config.json"));
    vision = new OrtGraph(directory.resolve(OnnxExport.VISION_ENCODER));
    embed = new OrtGraph(directory.resolve(OnnxExport.EMBED_TOKENS));
    decoder = new OrtGraph(directory.resolve(OnnxExport.DECODER));
  }

  /** {@code pixels [batch, 3, h, w]}: one image per row. */
  public Map<String, Tensor> encode(Tensor pixels) throws OrtException {
    long[] s = pixels.shape();
    Tensor perRow =
        new Tensor(pixels.type(), new long[] {s[0], 1, s[1], s[2], s[3]}, pixels.data());
    return vision.run(Map.of("pixel_values", perRow));
  }

  /** {@code [batch, sequence, hidden]}, image tokens replaced in order. */
  public Tensor embeds(long[][] ids, float @Nullable [] imageFeatures) throws OrtException {
    long[] flat = Arrays.stream(ids).flatMapToLong(Arrays::stream).toArray();
    Tensor input = Tensor.ofLongs(flat, ids.length, ids[0].length);
    Tensor embeds = output(embed.run(Map.of("input_ids", input)), "inputs_embeds");
    if (imageFeatures == null) {
      return embeds;
    }
    int hidden = config.text().hiddenSize();
    float[] values = embeds.toFloats();
    int used = 0;
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] == config.imageTokenId()) {
        System.arraycopy(imageFeatures, used++ * hidden, values, i * hidden, hidden);
      }
    }
    return Tensor.ofFloats(values, embeds.shape());
  }

  /** One run of the decoder; {@code past} is empty for a prompt. */
  Map<String, Tensor> decode(
      Tensor embeds, long[][] mask, Map<String, Tensor> past, long @Nullable [] adapterIds)
      throws OrtException {
    return decode(embeds, mask, past, adapterIds, Map.of());
  }

  /** With stacks of adapters, for a decoder that takes them. */
  Map<String, Tensor> decode(
      Tensor embeds,
      long[][] mask,
      Map<String, Tensor> past,
      long @Nullable [] adapterIds,
      Map<String, Tensor> stacks)
      throws OrtException {
    int batch = mask.length;
    int sequence = embeds.dimension(1);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    inputs.put("inputs_embeds", embeds);
    inputs.put("attention_mask", matrix(mask));
    inputs.put("position_ids", positions(mask, sequence));
    for (int layer = 0; layer < config.text().layers(); layer++) {
      for (String which : new String[] {"key", "value"}) {
        Tensor before = past.get("present.%d.%s".formatted(layer, which));
        Tensor none =
            Tensor.ofFloats(
                new float[0], batch, config.text().keyValueHeads(), 0, config.text().headDim());
        inputs.put("past_key_values.%d.%s".formatted(layer, which), before == null ? none : before);
      }
    }
    if (adapterIds != null) {
      inputs.put("adapter_id", Tensor.ofLongs(adapterIds, batch));
    }
    inputs.putAll(stacks);
    return decoder.run(inputs);
  }

  /** Greedy continuation, token by token with the key/value cache. */
  public long[][] greedy(Tensor embeds, long[][] mask, int newTokens, long @Nullable [] adapterIds)
      throws OrtException {
    return greedy(embeds, mask, newTokens, adapterIds, Map.of());
  }

  /** With stacks of adapters, for a decoder that takes them. */
  public long[][] greedy(
      Tensor embeds,
      long[][] mask,
      int newTokens,
      long @Nullable [] adapterIds,
      Map<String, Tensor> stacks)
      throws OrtException {
    int batch = mask.length;
    long[][] ids = new long[batch][newTokens];
    long[][] seen = mask.clone();
    Map<String, Tensor> result = decode(embeds, seen, Map.of(), adapterIds, stacks);
    for (int step = 0; step < newTokens; step++) {
      long[][] next = lastIds(output(result, "logits"));
      for (int b = 0; b < batch; b++) {
        ids[b][step] = next[b][0];
        seen[b] = Arrays.copyOf(seen[b], seen[b].length + 1);
        seen[b][seen[b].length - 1] = 1;
      }
      if (step + 1 < newTokens) {
        result = decode(embeds(next, null), seen, result, adapterIds, stacks);
      }
    }
    return ids;
  }

  public static Tensor output(Map<String, Tensor> outputs, String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  private static long[][] lastIds(Tensor logits) {
    int batch = logits.dimension(0);
    int sequence = logits.dimension(1);
    int vocabulary = logits.dimension(2);
    float[] values = logits.toFloats();
    long[][] ids = new long[batch][1];
    for (int b = 0; b < batch; b++) {
      int row = (b * sequence + sequence - 1) * vocabulary;
      for (int v = 1; v < vocabulary; v++) {
        if (values[row + v] > values[row + (int) ids[b][0]]) {
          ids[b][0] = v;
        }
      }
    }
    return ids;
  }

  private static Tensor matrix(long[][] rows) {
    long[] flat = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
    return Tensor.ofLongs(flat, rows.length, rows[0].length);
  }

  private static Tensor positions(long[][] mask, int sequence) {
    long[][] positions = new long[mask.length][sequence];
    for (int b = 0; b < mask.length; b++) {
      long count = 0;
      for (int i = 0; i < mask[b].length; i++) {
        count += mask[b][i];
        int at = i - (mask[b].length - sequence);
        if (at >= 0) {
          positions[b][at] = Math.max(0, count - 1);
        }
      }
    }
    return matrix(positions);
  }

  @Override
  public void close() throws OrtException {
    vision.close();
    embed.close();
    decoder.close();
  }
}
