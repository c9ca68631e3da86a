package dev.dermstream.platform.server;

import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM, or another end of the JVM in order, which is held up until what this process began has
 * ended. To be opened before anything native is loaded: at the end of a JVM the static objects of
 * native libraries are destroyed, and a thread that is still loading a model into ONNX Runtime
 * would crash on them. Thread-safe.
 */
public final class Termination implements AutoCloseable {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private Termination() {}

  /** From now on the JVM does not end before this is closed. */
  public static Termination open() {
    Termination termination = new Termination();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("drain").unstarted(termination::run));
    return termination;
  }

  /** Blocks until the JVM is to end. */
  public void await() throws InterruptedException {
    requested.await();
  }

  /** Whether the JVM is to end. From then on nothing can be started that has an end of its own. */
  public boolean isRequested() {
    Thread hook = Thread.ofPlatform().unstarted(() -> {});
    try {
      // Tells a moment earlier than a hook that has yet to run.
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** Lets the JVM end. Again: no effect. */
  @Override
  public void close() {
    ended.countDown();
  }

  private void run() {
    requested.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
