package dev.dermstream.loadtest.lanes;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Images of one lane at random times, as many as are due whatever the gateway does. Latency counts
 * from when an image was due.
 */
public final class LaneLoad implements Runnable {
  private static final int IMAGE_BYTES = 60_000;
  private static final long PATIENCE_SECONDS = 30;
  private static final ByteString IMAGE = ByteString.copyFrom(new byte[IMAGE_BYTES]);

  /** Microseconds of the images answered. */
  final Histogram micros = new ConcurrentHistogram(3);

  final Outcomes outcomes = new Outcomes();
  private final ScreeningServiceGrpc.ScreeningServiceFutureStub stub;
  private final ScreenRequest request;
  private final double perSecond;
  private final long fromNanos;
  private final long toNanos;
  private final Phaser open = new Phaser(1);

  /**
   * @param perSecond mean rate
   * @param warmUp time whose images are not counted
   * @param time that is counted, after the warm-up
   */
  public LaneLoad(
      ManagedChannel channel, Lane lane, double perSecond, Duration warmUp, Duration time) {
    this.stub = ScreeningServiceGrpc.newFutureStub(channel);
    this.request = ScreenRequest.newBuilder().setImage(IMAGE).setLane(lane).build();
    this.perSecond = perSecond;
    this.fromNanos = System.nanoTime() + warmUp.toNanos();
    this.toNanos = fromNanos + time.toNanos();
  }

  /** Of the images answered. */
  public double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1000.0;
  }

  /** How many images ended how. */
  public String outcomes() {
    return outcomes.toString();
  }

  /** Sends until the end and waits for the last answer. */
  @Override
  public void run() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(17);
    double due = System.nanoTime();
    while (due - toNanos < 0) {
      for (long wait = (long) due - System.nanoTime();
          wait > 0;
          wait = (long) due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      send((long) due);
      due += TimeUnit.SECONDS.toNanos(1) / perSecond * random.nextExponential();
    }
    open.arriveAndAwaitAdvance();
  }

  private void send(long dueNanos) {
    boolean counted = dueNanos - fromNanos >= 0;
    open.register();
    Futures.addCallback(
        stub.withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS).screen(request),
        new FutureCallback<>() {
          @Override
          public void onSuccess(ScreenResponse answer) {
            if (counted) {
              micros.recordValue(Math.max(1, (System.nanoTime() - dueNanos) / 1000));
              outcomes.answered();
            }
            open.arriveAndDeregister();
          }

          @Override
          public void onFailure(Throwable failure) {
            if (counted) {
              outcomes.failed(Status.fromThrowable(failure).getCode());
            }
            open.arriveAndDeregister();
          }
        },
        MoreExecutors.directExecutor());
  }
}
