package dev.dermstream.node.engine;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.util.Optional;

/**
 * Whether DJL's own TensorRT engine, made for TensorRT 8, starts in this process. Only a start
 * tells: DJL lists the engine wherever its archive is, its first failure is an error of a static
 * initialiser, and every later one a class that was not found, which says nothing any more. So it
 * is tried once and the outcome is remembered.
 */
final class TensorRtProbe {
  /** DJL's name of the engine. */
  static final String ENGINE = "TensorRT";

  private TensorRtProbe() {}

  /** Why the engine does not start; empty if it does. Thread-safe. */
  static Optional<String> obstacle() {
    return Outcome.OBSTACLE;
  }

  /** Tried when somebody asks for the first time. */
  private static final class Outcome {
    static final Optional<String> OBSTACLE = probe();

    private Outcome() {}
  }

  private static Optional<String> probe() {
    try {
      // The work is no method of Outcome: that is being initialised and would wait for itself.
      return EngineStack.call(TensorRtProbe::start);
    } catch (IOException e) {
      return Optional.of(reason(e));
    }
  }

  private static Optional<String> start() {
    OfflineEngine.prepare();
    try {
      Engine.getEngine(ENGINE);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("its archive is not on the class path; the profile gpu adds it");
    } catch (Throwable e) {
      // Whatever a native library does when it is not there must not end the process.
      return Optional.of(reason(e));
    }
  }

  /** What lies at the bottom says most, for example which library is missing. */
  private static String reason(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return "it does not start: " + deepest;
  }
}
