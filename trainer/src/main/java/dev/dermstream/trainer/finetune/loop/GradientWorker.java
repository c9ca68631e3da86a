package dev.dermstream.trainer.finetune.loop;

import ai.djl.ndarray.NDArray;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.finetune.base.BaseModel;
import java.util.List;

/**
 * Computes some parts of every update, one after the other, into gradients of its own: which thread
 * is faster then changes no sum. Confined to one thread at a time; the adapter is the caller's.
 */
final class GradientWorker {
  private final EagerAdapter adapter;
  private final EagerModel model;
  private final EagerOps ops;
  private final DropoutMask dropout;
  private final SequenceLoss loss;

  GradientWorker(
      BaseModel base, EagerAdapter adapter, double dropout, long seed, SequenceLoss loss) {
    this.adapter = adapter;
    this.ops = new EagerOps(adapter.parameters().manager());
    this.dropout = new DropoutMask(ops, dropout, seed);
    this.model = base.model(adapter.trainingAdapter(ops, this.dropout));
    this.loss = loss;
    adapter.parameters().trainOnly(name -> true);
  }

  /**
   * A part of an update.
   *
   * @param place from 0, different for every part of the run
   * @param samples that are computed together
   */
  record Part(long place, List<Sample> samples) {
    Part {
      samples = List.copyOf(samples);
    }
  }

  /**
   * Adds the gradients of a part to those of the adapter.
   *
   * @param tokens of the whole update that take part in the loss
   * @return the part's share of the update's mean loss
   */
  float backward(Part part, int tokens) {
    dropout.begin(part.place());
    float share = (float) loss.count(part.samples()) / tokens;
    return Autograd.backward(
        adapter.parameters().manager(),
        step -> {
          NDArray mean = loss.of(model, step, part.samples());
          return ops.scale(mean, share);
        });
  }

  EagerAdapter adapter() {
    return adapter;
  }
}
