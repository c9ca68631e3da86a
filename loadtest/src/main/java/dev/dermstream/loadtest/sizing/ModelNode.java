package dev.dermstream.loadtest.sizing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * One node of the model: its queue, its workers and the batcher's rule by which an idle worker
 * takes what waits or stays for company ({@code ClosingRule}), with the curve and the rate known
 * instead of learned. One lane, no deadlines. Times in milliseconds.
 */
final class ModelNode {
  private static final double LEAST_GAIN = 1.05;
  private static final double RATE_TOLERANCE = .95;

  /**
   * As in the gateway's routing: the time in which an old latency loses two thirds of its weight.
   */
  private static final double LATENCY_MEMORY = 2000;

  private final BatchCurve curve;
  private final Shape shape;
  private final double arrivalsPerMilli;
  private final Deque<Picture> waiting = new ArrayDeque<>();
  private int busy;
  private double idleSince;
  private int inFlight;
  private double latency;
  private double latencyAt;

  /**
   * An image under way.
   *
   * @param due when it was due
   * @param sent when it left the gateway's queue
   */
  record Picture(double due, double sent) {}

  /**
   * @param arrivalsPerMilli at this node; 0 where nobody need be waited for
   */
  ModelNode(BatchCurve curve, Shape shape, double arrivalsPerMilli) {
    this.curve = curve;
    this.shape = shape;
    this.arrivalsPerMilli = arrivalsPerMilli;
  }

  void take(Picture picture) {
    waiting.add(picture);
    inFlight++;
  }

  boolean couldRun() {
    return busy < shape.workers() && !waiting.isEmpty();
  }

  int busy() {
    return busy;
  }

  /** How long an idle worker stays for company; 0 to begin now. */
  double stay(double now) {
    int count = waiting.size();
    double since = Math.max(idleSince, waiting.getFirst().sent());
    double left = shape.maxDelayMillis() - (now - since);
    if (count >= shape.maxBatch() || left <= 0 || arrivalsPerMilli == 0) {
      return 0;
    }
    double best = LEAST_GAIN * curve.perSecond(count);
    double stay = 0;
    for (int target : sizes(shape.maxBatch())) {
      double wait = (target - count) / arrivalsPerMilli;
      double rate = 1000 * target / (wait + curve.millis(target));
      if (target > count && wait <= left && rate > best) {
        best = rate;
        stay = wait;
      }
    }
    return stay;
  }

  /** Takes a batch: of equal rates the smallest. */
  List<Picture> begin() {
    int most = Math.min(waiting.size(), shape.maxBatch());
    double enough = RATE_TOLERANCE * curve.perSecond(most);
    int size =
        sizes(most).stream().filter(s -> curve.perSecond(s) >= enough).findFirst().orElse(most);
    List<Picture> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(waiting.removeFirst());
    }
    busy++;
    return batch;
  }

  /** A run ended. */
  void end(List<Picture> batch, double now) {
    busy--;
    idleSince = now;
    for (Picture picture : batch) {
      inFlight--;
      double weight = Math.exp((latencyAt - now) / LATENCY_MEMORY);
      double sample = now - picture.sent();
      latency = latency == 0 ? sample : latency * weight + sample * (1 - weight);
      latencyAt = now;
    }
  }

  /** What the gateway compares nodes by. */
  double cost(double now, double unknown) {
    double known = latency(now);
    return (known == 0 ? unknown : known) * (inFlight + 1);
  }

  double latency(double now) {
    double age = now - latencyAt;
    return age <= LATENCY_MEMORY ? latency : latency * LATENCY_MEMORY / age;
  }

  /** Powers of two below the most, and the most. */
  private static List<Integer> sizes(int most) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = 1; size < most; size *= 2) {
      sizes.add(size);
    }
    sizes.add(most);
    return sizes;
  }
}
