package dev.dermstream.node.engine;

import java.util.ArrayList;
import java.util.List;

/** Engines that do not run, best first. Not thread-safe. */
final class FellOut {
  private final List<String> reasons = new ArrayList<>();
  private final List<String> details = new ArrayList<>();

  void add(String name, Obstacle obstacle) {
    reasons.add("not on " + name + ": " + obstacle.reason());
    details.add("; not on " + name + ": " + obstacle.detail());
  }

  /** For whoever asks about a model; empty if none fell out. */
  String reasons() {
    return String.join("; ", reasons);
  }

  /** As the end of a line of the log. */
  String details() {
    return String.join("", details);
  }
}
