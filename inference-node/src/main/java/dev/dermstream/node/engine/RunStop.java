package dev.dermstream.node.engine;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Ends one run from outside: ONNX Runtime looks between two operators, also those within a loop,
 * whether it shall go on. An operator that has begun is not interrupted; other engines end their
 * runs by themselves alone. Thread-safe.
 */
public final class RunStop {
  private OrtSession.@Nullable RunOptions options;
  private boolean stopped;

  /**
   * Ends the run, at once or as soon as it begins.
   *
   * @throws IllegalStateException if the engine does not take that
   */
  public synchronized void stop() {
    stopped = true;
    if (options != null) {
      terminate(options);
    }
  }

  /** Whether it was asked to end. */
  synchronized boolean isStopped() {
    return stopped;
  }

  /** Binds this to a run that is about to begin; {@link #unbind} comes before they are closed. */
  synchronized void bind(OrtSession.RunOptions run) {
    options = run;
    if (stopped) {
      terminate(run);
    }
  }

  synchronized void unbind() {
    options = null;
  }

  private static void terminate(OrtSession.RunOptions run) {
    try {
      run.setTerminate(true);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not end a run", e);
    }
  }

  /** What callers of a run that was stopped are told. */
  static ServiceException failure(OrtException cause) {
    return new ServiceException(
        ErrorCode.DEADLINE, "The model worked longer than one run of it may last.", cause);
  }
}
