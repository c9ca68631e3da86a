package dev.dermstream.platform.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small files whose content is loaded again when it changes. Their content is compared, not their
 * times, and they are read again rather than watched, because secrets are often replaced by turning
 * a link over. What cannot be loaded changes nothing: the last good content stays in use and the
 * next round tries again. Thread-safe.
 */
public final class WatchedFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);

  /** Takes the content of the files over. */
  public interface Load {
    /**
     * @throws IOException with a sentence that names what is wrong; nothing was taken over
     */
    void load() throws IOException;
  }

  private final String what;
  private final List<Path> files;
  private final Load load;
  private final CountDownLatch closed = new CountDownLatch(1);
  private byte[] loaded;
  private byte[] refused = new byte[0];

  private WatchedFiles(String what, List<Path> files, Load load, byte[] loaded) {
    this.what = what;
    this.files = List.copyOf(files);
    this.load = load;
    this.loaded = loaded;
  }

  /**
   * Loads the files, then again after every change until closed.
   *
   * @param what names the files in the log
   * @param interval pause between two looks
   * @param load runs on this thread first, then on one of its own
   * @throws IOException if they cannot be loaded now
   */
  public static WatchedFiles open(String what, List<Path> files, Duration interval, Load load)
      throws IOException {
    // Read before the load: a change in between is seen as one at the next look.
    byte[] fingerprint = fingerprint(files);
    load.load();
    WatchedFiles watched = new WatchedFiles(what, files, load, fingerprint);
    Thread.ofPlatform()
        .daemon()
        .name("watch " + what)
        .start(() -> watched.follow(interval.toNanos()));
    return watched;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void follow(long pauseNanos) {
    try {
      while (!closed.await(pauseNanos, TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      log.warn("The {} are not followed any more", what, e);
    }
  }

  private void look() {
    byte[] now = new byte[0];
    try {
      now = fingerprint(files);
      if (!Arrays.equals(now, loaded)) {
        load.load();
        loaded = now;
        refused = new byte[0];
        log.info("Loaded the changed {}", what);
      }
    } catch (IOException | RuntimeException e) {
      if (refused.length == 0 || !Arrays.equals(now, refused)) {
        log.warn("The changed {} cannot be used, the last good content stays in use", what, e);
      }
      refused = now.length == 0 ? new byte[1] : now;
    }
  }

  private static byte[] fingerprint(List<Path> files) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Path file : files) {
        // The digest of each, so that content cannot move from one file to the next unseen.
        digest.update(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
