package dev.dermstream.platform.concurrent;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What became of work on another thread, as if the caller had done it. */
public final class Outcome {
  private Outcome() {}

  /**
   * Waits for the work and gives its result.
   *
   * @param meanwhile what an interruption disturbs, for its message: {@code "a model was loaded"}
   * @throws IOException what the work threw, one around another checked exception of it, or if the
   *     waiting thread is interrupted, which it still is afterwards; unchecked failures of the work
   *     are thrown as they are
   */
  public static <T> T of(Future<T> work, String meanwhile) throws IOException {
    try {
      return work.get();
    } catch (InterruptedException e) {
      throw interrupted(e, meanwhile);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IOException(e.getCause());
      }
    }
  }

  /** Marks the thread as interrupted again; what is to be thrown. */
  public static IOException interrupted(InterruptedException e, String meanwhile) {
    Thread.currentThread().interrupt();
    return new IOException("Interrupted while " + meanwhile, e);
  }
}
