package dev.dermstream.dicom.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/**
 * Processes that decode, started when they are first needed and kept for the next frame. One that
 * crashes or outlasts the time limit takes nothing with it and is replaced.
 *
 * <p>Thread-safe: a caller waits while all processes are at work. Closing ends them.
 */
public final class CodecProcesses implements AutoCloseable {
  private static final int MAX_PROCESSES = 4;
  private static final Duration TIME_LIMIT = Duration.ofSeconds(20);

  private final Duration timeLimit;
  private final Semaphore places;
  private final ConcurrentLinkedDeque<CodecProcess> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  /**
   * @param maxProcesses most at a time, at least 1
   * @param timeLimit longest time for one frame
   */
  public CodecProcesses(int maxProcesses, Duration timeLimit) {
    this.timeLimit = timeLimit;
    this.places = new Semaphore(maxProcesses);
  }

  /** As many as there are processors, four at most, and 20 seconds for a frame. */
  public static CodecProcesses usual() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new CodecProcesses(Math.min(MAX_PROCESSES, processors), TIME_LIMIT);
  }

  /**
   * Decodes a stream.
   *
   * @throws UncheckedIOException if no process can be started
   */
  public CodecOutcome decode(Codec codec, byte[] stream, FrameShape shape) {
    places.acquireUninterruptibly();
    try {
      CodecProcess process = take();
      CodecOutcome outcome = process.decode(codec, stream, shape, timeLimit);
      giveBack(process);
      return outcome;
    } catch (IOException e) {
      throw new UncheckedIOException("No process for a codec can be started", e);
    } finally {
      places.release();
    }
  }

  private CodecProcess take() throws IOException {
    for (CodecProcess process = idle.poll(); process != null; process = idle.poll()) {
      if (process.usable()) {
        return process;
      }
      process.close();
    }
    return CodecProcess.start();
  }

  private void giveBack(CodecProcess process) {
    if (closed || !process.usable()) {
      process.close();
      return;
    }
    idle.push(process);
    if (closed) {
      close();
    }
  }

  @Override
  public void close() {
    closed = true;
    for (CodecProcess process = idle.poll(); process != null; process = idle.poll()) {
      process.close();
    }
  }
}
