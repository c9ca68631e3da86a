package dev.dermstream.loadtest.sizing;

import dev.dermstream.loadtest.sizing.ModelNode.Picture;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * A cluster as a queue, simulated event by event: images come, the gateway lets {@code limit} of
 * them through at a time and sends each to the better of two nodes drawn at random (power of two
 * choices, Mitzenmacher 2001; compared as {@code PowerOfTwo} does), nodes gather them into batches
 * by the batcher's rule, and a run of n takes t(n). Everything else that a request meets is the
 * hop.
 *
 * <p>Why no closed form: what is served here is M/G^[1,B]/c with service that depends on the batch,
 * which in turn depends on the load (Bailey 1954; Neuts 1967 gives the general bulk-service rule).
 * Its quantiles have none for c over 1, and the approximations for single service (Allen and
 * Cunneen, {@link Formulas}) do not see that a longer queue makes a faster server.
 *
 * <p>Pure and seeded: equal inputs give equal figures. Times in milliseconds.
 */
public final class QueueModel {
  private static final long SEED = 42;
  private static final double TOO_CLOSE = 1.25;
  private static final double MICROS = 1000;

  private final BatchCurve curve;
  private final Shape shape;
  private final Hop hop;
  private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
  private final List<ModelNode> nodes;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingDouble(Event::at));
  private final Deque<Double> queue = new ArrayDeque<>();
  private final Histogram latencies = new Histogram(3);
  private final double fromMillis;
  private final double toMillis;
  private final boolean closed;
  private int atNodes;
  private double now;
  private double busyMillis;
  private double insideMillis;
  private long runs;
  private long batched;
  private long answered;
  private long refused;

  private record Event(double at, Runnable what) {}

  private QueueModel(
      BatchCurve curve, Shape shape, Hop hop, double perMilli, double fromMillis, double toMillis) {
    this.curve = curve;
    this.shape = shape;
    this.hop = hop;
    this.closed = perMilli == 0;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
    this.nodes =
        IntStream.range(0, shape.nodes())
            .mapToObj(i -> new ModelNode(curve, shape, perMilli / shape.nodes()))
            .toList();
  }

  /**
   * Runs the model.
   *
   * @param hop what a request needs besides queue and run 0
   * @param warmUpSeconds whose images do not count
   * @param seconds that count after it, over 0
   * @throws IllegalArgumentException if there is no time
   */
  public static Prediction predict(
      BatchCurve curve, Shape shape, Hop hop, Demand demand, double warmUpSeconds, double seconds) {
    if (!(warmUpSeconds >= 0 && seconds > 0)) {
      throw new IllegalArgumentException("The warm-up is at least 0 and the time over 0");
    }
    double from = 1000 * warmUpSeconds;
    double to = from + 1000 * seconds;
    return switch (demand) {
      case Demand.Poisson open -> {
        QueueModel model = new QueueModel(curve, shape, hop, open.perSecond() / 1000, from, to);
        model.schedule(open.dueMillis(to).iterator());
        yield model.run();
      }
      case Demand.Closed callers -> {
        QueueModel model = new QueueModel(curve, shape, hop, 0, from, to);
        IntStream.range(0, callers.callers())
            .forEach(i -> model.events.add(new Event(0, () -> model.arrive(0))));
        yield model.run();
      }
    };
  }

  /** One arrival after another: the next is put among the events when the last one has come. */
  private void schedule(Iterator<Double> due) {
    if (due.hasNext()) {
      double at = due.next();
      events.add(
          new Event(
              at,
              () -> {
                arrive(at);
                schedule(due);
              }));
    }
  }

  private Prediction run() {
    for (Event event = events.poll(); event != null; event = events.poll()) {
      double until = Math.min(event.at, toMillis);
      double since = Math.max(now, fromMillis);
      if (until > since) {
        busyMillis += (until - since) * nodes.stream().mapToInt(ModelNode::busy).sum();
        insideMillis += (until - since) * (atNodes + queue.size());
      }
      now = event.at;
      event.what.run();
    }
    double span = toMillis - fromMillis;
    return new Prediction(
        1000 * answered / span,
        busyMillis / (span * shape.nodes() * shape.workers()),
        runs == 0 ? 0 : (double) batched / runs,
        insideMillis / span,
        latencies,
        refused);
  }

  private void arrive(double due) {
    if (closed && due >= toMillis) {
      return;
    }
    if (atNodes < shape.limit()) {
      send(due);
    } else if (queue.size() < shape.queueItems()) {
      queue.add(due);
    } else {
      refused++;
    }
  }

  private void send(double due) {
    atNodes++;
    ModelNode node = choose();
    node.take(new Picture(due, now));
    gather(node);
  }

  private ModelNode choose() {
    int count = nodes.size();
    if (count == 1) {
      return nodes.getFirst();
    }
    int first = random.nextInt(count);
    int second = random.nextInt(count - 1);
    ModelNode a = nodes.get(first);
    ModelNode b = nodes.get(second < first ? second : second + 1);
    double unknown = Math.max(a.latency(now), b.latency(now));
    unknown = unknown == 0 ? 1 : unknown;
    return a.cost(now, unknown) <= b.cost(now, unknown) * TOO_CLOSE ? a : b;
  }

  private void gather(ModelNode node) {
    while (node.couldRun()) {
      double stay = node.stay(now);
      if (stay > 0) {
        events.add(new Event(now + stay, () -> gather(node)));
        return;
      }
      List<Picture> batch = node.begin();
      runs++;
      batched += batch.size();
      events.add(new Event(now + curve.millis(batch.size()), () -> end(node, batch)));
    }
  }

  private void end(ModelNode node, List<Picture> batch) {
    node.end(batch, now);
    for (Picture picture : batch) {
      atNodes--;
      answer(picture.due());
    }
    while (atNodes < shape.limit() && !queue.isEmpty()) {
      send(queue.removeFirst());
    }
    gather(node);
  }

  private void answer(double due) {
    double heard = now + hop.draw(random);
    if (due >= fromMillis) {
      latencies.recordValue(Math.max(1, Math.round(MICROS * (heard - due))));
    }
    if (heard >= fromMillis && heard <= toMillis) {
      answered++;
    }
    if (closed) {
      events.add(new Event(heard, () -> arrive(heard)));
    }
  }
}
