package dev.dermstream.platform.release;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the servers of a process to the release that is live, whenever that changes. What cannot
 * be loaded is tried again, with growing pauses, and meanwhile the release before goes on; what has
 * a lower epoch than was seen is a copy that lags behind, and is not followed.
 */
public final class ReleaseFollower implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(ReleaseFollower.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final ReleaseStore store;
  private final Duration interval;
  private final List<Follower> followers;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong failures = new AtomicLong();
  private final Thread thread;
  private LiveRelease decided;
  private volatile LiveRelease served;

  /** A server that can go over to another release while it serves. */
  @FunctionalInterface
  public interface Follower {
    /**
     * Loads a release beside the present one, tries it out and serves it from then on. One that is
     * served already: no effect.
     *
     * @throws IOException if it cannot be served; the present one still is
     */
    void moveTo(Release next) throws IOException, InterruptedException;
  }

  private ReleaseFollower(
      ReleaseStore store, LiveRelease served, Duration interval, List<Follower> followers) {
    this.store = store;
    this.decided = served;
    this.served = served;
    this.interval = interval;
    this.followers = List.copyOf(followers);
    this.thread = Thread.ofPlatform().name("release-follower").daemon().unstarted(this::follow);
  }

  /**
   * Begins to look.
   *
   * @param served the decision that the followers serve now
   * @param followers in the order in which they move
   */
  static ReleaseFollower start(
      ReleaseStore store, LiveRelease served, Duration interval, List<Follower> followers) {
    ReleaseFollower follower = new ReleaseFollower(store, served, interval, followers);
    follower.thread.start();
    return follower;
  }

  /** The decision that is served. */
  public LiveRelease served() {
    return served;
  }

  /** How often a release could not be loaded. */
  public long failures() {
    return failures.get();
  }

  private void follow() {
    try {
      Duration pause = interval;
      while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        pause = look() ? interval : longer(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  /** False if what is live could not be brought about. */
  private boolean look() throws InterruptedException {
    try {
      decided = decided.or(LiveRelease.read(store.livePointer()));
      if (!decided.equals(served)) {
        LiveRelease next = decided;
        log.info("Release {} is live, by decision {}", next.releaseId(), next.epoch());
        Release release = store.load(next.releaseId());
        for (Follower follower : followers) {
          follower.moveTo(release);
        }
        served = next;
        log.info("Release {} is served", next.releaseId());
      }
      return true;
    } catch (IOException | RuntimeException | Error e) {
      // Errors too: want of memory may pass, and the release before still answers.
      failures.incrementAndGet();
      log.error(
          "Release {} is live and cannot be served; {} goes on",
          decided.releaseId(),
          served.releaseId(),
          e);
      return false;
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /** Follows no more; a release that is being loaded is waited for. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while a release was being loaded");
    }
  }
}
