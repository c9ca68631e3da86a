package dev.dermstream.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
  private static final Duration INTERVAL = Duration.ofMillis(10);

  @TempDir Path folder;
  private final AtomicReference<String> content = new AtomicReference<>("");
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void loadsAtOnceAndAgainAfterAChange() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "one");
    try (WatchedFiles _ = watch(file)) {
      assertThat(content).hasValue("one");
      Files.writeString(file, "two");
      await().until(() -> content.get().equals("two"));
    }
  }

  @Test
  void aLinkThatIsTurnedOverIsAChange() throws IOException {
    Files.writeString(folder.resolve("old"), "one");
    Files.writeString(folder.resolve("new"), "two");
    Path link = Files.createSymbolicLink(folder.resolve("file"), Path.of("old"));
    try (WatchedFiles _ = watch(link)) {
      Path turned = Files.createSymbolicLink(folder.resolve("turned"), Path.of("new"));
      Files.move(turned, link, StandardCopyOption.ATOMIC_MOVE);
      await().until(() -> content.get().equals("two"));
    }
  }

  @Test
  void whatCannotBeLoadedChangesNothingAndIsTriedAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "one");
    try (WatchedFiles _ = watch(file)) {
      replace(file, "bad");
      int before = attempts.get();
      await().until(() -> attempts.get() > before + 2);
      assertThat(content).hasValue("one");
      replace(file, "three");
      await().until(() -> content.get().equals("three"));
    }
  }

  @Test
  void aFileThatIsAwayForAMomentIsFollowedAgain() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "one");
    try (WatchedFiles _ = watch(file)) {
      Files.delete(file);
      Files.writeString(file, "two");
      await().until(() -> content.get().equals("two"));
    }
  }

  @Test
  void whatCannotBeLoadedAtFirstIsAnError() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "bad");
    assertThatIOException().isThrownBy(() -> watch(file).close()).withMessage("bad");
  }

  /** Whole at once: a file that is written in place is empty for a moment, and that is loaded. */
  private static void replace(Path file, String text) throws IOException {
    Path fresh = Files.writeString(file.resolveSibling("fresh"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private WatchedFiles watch(Path file) throws IOException {
    return WatchedFiles.open(
        "test",
        List.of(file),
        INTERVAL,
        () -> {
          attempts.incrementAndGet();
          String read = Files.readString(file);
          if (read.equals("bad")) {
            throw new IOException("bad");
          }
          content.set(read);
        });
  }
}
