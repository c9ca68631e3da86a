package dev.dermstream.trainer.finetune.answer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.model.Decoder;
import dev.dermstream.trainer.model.KeyValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes several answers at once, always with the most probable token, until all have ended. What a
 * step computes is freed before the next, keys and values apart. Thread-safe.
 */
final class GreedyDecoder {
  private final EagerModel model;
  private final int[] imageShape;
  private final int end;
  private final int padding;

  /**
   * A decoder.
   *
   * @param imageShape image tokens, text hidden
   * @param end id that ends an answer
   * @param padding id that fills the beginning of rows
   */
  GreedyDecoder(EagerModel model, int[] imageShape, int end, int padding) {
    this.model = model;
    this.imageShape = imageShape.clone();
    this.end = end;
    this.padding = padding;
  }

  /**
   * Writes.
   *
   * @param parent of what is computed
   * @param prompts ids, each with the place of one image
   * @param images {@code [image tokens, text hidden]} of each
   * @return ids of each answer, without the one that ends it
   */
  List<int[]> write(NDManager parent, List<int[]> prompts, List<float[]> images, int mostTokens) {
    return Autograd.withoutGradient(() -> {
      try (NDManager manager = parent.newSubManager()) {
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        long[][] ids = new long[prompts.size()][longest];
        long[][] mask = new long[prompts.size()][longest];
        for (int row = 0; row < ids.length; row++) {
          int[] prompt = prompts.get(row);
          Arrays.fill(ids[row], padding);
          for (int i = 0; i < prompt.length; i++) {
            ids[row][longest - prompt.length + i] = prompt[i];
            mask[row][longest - prompt.length + i] = 1;
          }
        }
        return write(manager, ids, mask, images, mostTokens);
      }
    });
  }

  private List<int[]> write(
      NDManager manager, long[][] ids, long[][] mask, List<float[]> images, int mostTokens) {
    NDArray embeds = model.inputsEmbeds(manager, ids, images(manager, images));
    Decoder.Result<NDArray> result = model.decode(embeds, mask, List.of());
    long[] next = last(result.hidden());
    List<KeyValue<NDArray>> past = result.present();
    int[][] answers = new int[ids.length][mostTokens];
    int[] lengths = new int[ids.length];
    boolean[] ended = new boolean[ids.length];
    long[][] seen = mask;
    for (int step = 0; step < mostTokens; step++) {
      for (int row = 0; row < ids.length; row++) {
        ended[row] |= next[row] == end;
        if (!ended[row]) {
          answers[row][lengths[row]++] = Math.toIntExact(next[row]);
        }
      }
      if (step + 1 == mostTokens || all(ended)) {
        break;
      }
      seen = extended(seen);
      try (NDManager scratch = manager.newSubManager()) {
        NDArray input = model.tokenEmbeds(scratch, next).reshape(ids.length, 1, imageShape[1]);
        Decoder.Result<NDArray> more = model.decode(input, seen, past);
        next = last(more.hidden());
        past = replaced(past, more.present());
      }
    }
    List<int[]> written = new ArrayList<>();
    for (int row = 0; row < answers.length; row++) {
      written.add(Arrays.copyOf(answers[row], lengths[row]));
    }
    return written;
  }

  private NDArray images(NDManager manager, List<float[]> images) {
    int length = images.getFirst().length;
    float[] values = new float[images.size() * length];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, values, i * length, length);
    }
    return manager.create(values, new Shape(images.size(), imageShape[0], imageShape[1]));
  }

  private long[] last(NDArray hidden) {
    return model.logits(hidden.get(":, -1")).argMax(-1).toLongArray();
  }

  /** The longer keys and values belong to the manager of the shorter ones, which are done with. */
  private static List<KeyValue<NDArray>> replaced(
      List<KeyValue<NDArray>> before, List<KeyValue<NDArray>> after) {
    before.forEach(layer -> {
      layer.key().close();
      layer.value().close();
    });
    return after;
  }

  private static boolean all(boolean[] ended) {
    for (boolean each : ended) {
      if (!each) {
        return false;
      }
    }
    return true;
  }

  private static long[][] extended(long[][] mask) {
    long[][] longer = new long[mask.length][];
    for (int row = 0; row < mask.length; row++) {
      longer[row] = Arrays.copyOf(mask[row], mask[row].length + 1);
      longer[row][mask[row].length] = 1;
    }
    return longer;
  }
}
