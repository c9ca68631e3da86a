package dev.dermstream.loadtest.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a process takes for the time of day, by libfaketime (Debian package {@code libfaketime}).
 * Its monotonic clock, by which it measures, is left as it is: so do clocks behave that are set.
 */
record WallClock(Path library, Path file) {
  private static final List<String> PLACES =
      List.of(
          "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/faketime/libfaketimeMT.so.1");

  /** Empty where the library is not installed. */
  static Optional<Path> findLibrary() {
    return PLACES.stream().map(Path::of).filter(Files::isRegularFile).findFirst();
  }

  /** A clock that goes right at first. */
  static WallClock at(Path library, Path file) throws IOException {
    WallClock clock = new WallClock(library, file);
    clock.set(Duration.ZERO);
    return clock;
  }

  /** For the process. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        library.toString(),
        "FAKETIME_TIMESTAMP_FILE",
        file.toString(),
        // Seconds until the file is read again; reading it at every look at a clock would cost more
        // than everything that a server does.
        "FAKETIME_CACHE_DURATION",
        "1",
        "FAKETIME_DONT_FAKE_MONOTONIC",
        "1",
        // Else every wait of the JVM for a time ends at once, and its threads turn in circles.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }

  /** From now on it is wrong by so much. */
  void set(Duration error) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, "%+d%n".formatted(error.toSeconds()));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
