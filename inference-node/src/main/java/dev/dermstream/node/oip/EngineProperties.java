package dev.dermstream.node.oip;

import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.oip.v2.InferParameter;
import java.util.Map;

/** What runs a model, as metadata, configuration and answers tell it. */
final class EngineProperties {
  private static final String ENGINE = "engine";
  private static final String FALLBACK = "engine_fallback";

  private EngineProperties() {}

  /** {@code engine}, and {@code engine_fallback} if better ones do not run. */
  static Map<String, String> of(RunningEngine engine) {
    return engine.fallback().isEmpty()
        ? Map.of(ENGINE, engine.name())
        : Map.of(ENGINE, engine.name(), FALLBACK, engine.fallback());
  }

  /** The engine's name, as a parameter of every answer; the reason is in the metadata. */
  static Map<String, InferParameter> ofAnswer(RunningEngine engine) {
    return Map.of(ENGINE, InferParameter.newBuilder().setStringParam(engine.name()).build());
  }
}
