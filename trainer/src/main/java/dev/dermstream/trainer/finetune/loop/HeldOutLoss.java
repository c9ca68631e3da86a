package dev.dermstream.trainer.finetune.loop;

import ai.djl.ndarray.NDManager;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.finetune.base.BaseModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** The mean loss over the tokens of held-out examples, without dropout and changes of pictures. */
final class HeldOutLoss {
  private static final int BATCH = 16;

  private final BaseModel base;
  private final TrainingSet set;
  private final SequenceLoss loss;
  private final ExecutorService threads;
  private final List<List<Integer>> batches = new ArrayList<>();

  /** Of the first examples of a set, those of like length side by side. */
  HeldOutLoss(
      BaseModel base, TrainingSet set, int examples, SequenceLoss loss, ExecutorService threads) {
    this.base = base;
    this.set = set;
    this.loss = loss;
    this.threads = threads;
    int[] lengths = set.lengths();
    List<Integer> sorted =
        IntStream.range(0, Math.min(examples, lengths.length))
            .boxed()
            .sorted(Comparator.comparingInt(example -> lengths[example]))
            .toList();
    for (int first = 0; first < sorted.size(); first += BATCH) {
      batches.add(sorted.subList(first, Math.min(sorted.size(), first + BATCH)));
    }
  }

  private record Sum(double loss, int tokens) {}

  /** Computes it; sums are taken in one order whatever the threads do. */
  double of(EagerModel model) throws IOException {
    List<Future<Sum>> running = new ArrayList<>();
    for (List<Integer> batch : batches) {
      List<Sample> samples = new ArrayList<>();
      for (int example : batch) {
        samples.add(set.sample(new UpdatePlan.Draw(example, example), 0));
      }
      running.add(threads.submit(() -> sum(model, samples)));
    }
    double total = 0;
    long tokens = 0;
    for (Future<Sum> part : running) {
      Sum sum = await(part);
      total += sum.loss() * sum.tokens();
      tokens += sum.tokens();
    }
    return total / tokens;
  }

  private Sum sum(EagerModel model, List<Sample> samples) {
    return Autograd.withoutGradient(() -> {
      try (NDManager step = base.manager().newSubManager()) {
        return new Sum(loss.of(model, step, samples).getFloat(), loss.count(samples));
      }
    });
  }

  static <T> T await(Future<T> part) {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while losses are computed", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A training step failed", e.getCause());
    }
  }
}
