package dev.dermstream.gateway.oip;

import dev.dermstream.audit.chain.Origin;
import dev.dermstream.oip.v2.InferParameter;
import java.util.Map;

/** Reads what a node says of an answer's origin; empty for models that are no profile. */
final class OriginParameters {
  private static final InferParameter ABSENT = InferParameter.getDefaultInstance();

  private OriginParameters() {}

  static Origin read(Map<String, InferParameter> parameters) {
    return new Origin(
        text(parameters, "profile"),
        text(parameters, "release_id"),
        text(parameters, "adapter"),
        text(parameters, "node_id"),
        text(parameters, "engine"));
  }

  static String text(Map<String, InferParameter> parameters, String name) {
    return parameters.getOrDefault(name, ABSENT).getStringParam();
  }
}
