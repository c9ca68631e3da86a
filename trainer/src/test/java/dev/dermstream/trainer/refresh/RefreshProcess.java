package dev.dermstream.trainer.refresh;

import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A refresh in a process of its own that stands still at one point, so that it can be killed. */
final class RefreshProcess {
  private RefreshProcess() {}

  /**
   * @param arguments the store; the folder of images; the name of the point: {@code embed-N} before
   *     the N-th image, {@code check-1} before the release is published, {@code check-2} before it
   *     becomes live, anything else for none
   */
  public static void main(String[] arguments) throws IOException {
    ReleaseStore store = new ReleaseStore(Path.of(arguments[0]), TrustedKeys.NONE);
    ImageEmbedder embedder = AngleRelease.embedder(store.live().orElseThrow().release());
    int[] embedded = {0};
    int[] checked = {0};
    new Refresh(
            store,
            (image, profile) -> {
              standStillAt("embed-" + ++embedded[0], arguments[2]);
              return embedder.embed(image, profile);
            },
            release -> standStillAt("check-" + ++checked[0], arguments[2]),
            Optional.empty(),
            Optional.empty())
        .run(Path.of(arguments[1]), "", true);
    System.out.println("done");
  }

  private static void standStillAt(String here, String point) {
    if (here.equals(point)) {
      System.out.println("at " + here);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
