package dev.dermstream.node.engine;

import dev.dermstream.platform.concurrent.Outcome;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Room for the engine on the stack. ONNX Runtime 1.29 needs more than the 1 MiB that Java gives a
 * thread when its library is initialised, and optimises graphs by recursion; a thread that runs out
 * in native code ends the process without a word. So loading is done on a thread made for it, and
 * whoever makes threads for inference gives them {@link #BYTES}.
 */
public final class EngineStack {
  /** Stack of a thread that enters the engine; address space, not memory, until it is used. */
  public static final long BYTES = 16 << 20;

  private EngineStack() {}

  /**
   * Runs work on a thread of its own with a stack of {@link #BYTES} and waits for it.
   *
   * @throws IOException what the work throws, or if the waiting thread is interrupted; unchecked
   *     failures of the work are thrown as they are
   */
  public static <T> T call(Callable<T> work) throws IOException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().name("engine-load").stackSize(BYTES).start(task);
    return Outcome.of(task, "a model was loaded");
  }
}
