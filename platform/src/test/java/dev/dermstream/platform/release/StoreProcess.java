package dev.dermstream.platform.release;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/**
 * A process that changes a store and stands still before one of its changes of files, so that it
 * can be killed there.
 */
final class StoreProcess {
  private StoreProcess() {}

  /**
   * @param arguments the store; what to do ({@code build}, {@code activate}, {@code rollback}); its
   *     directory or id; the number of the change to stand still before, from 0
   */
  public static void main(String[] arguments) throws IOException {
    int last = Integer.parseInt(arguments[3]);
    int[] step = {0};
    ReleaseStore store =
        new ReleaseStore(
            Path.of(arguments[0]),
            TrustedKeys.NONE,
            Clock.systemUTC(),
            name -> {
              if (step[0]++ == last) {
                System.out.println("at " + name);
                standStill();
              }
            });
    switch (arguments[1]) {
      case "build" -> store.build(ReleaseDraft.of(Path.of(arguments[2])), ReleaseCheck.NONE);
      case "activate" -> store.activate(arguments[2], ReleaseCheck.NONE, false, "");
      case "rollback" -> store.rollback(ReleaseCheck.NONE, false, "");
      default -> throw new IllegalArgumentException(arguments[1]);
    }
    System.out.println("done");
  }

  private static void standStill() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
