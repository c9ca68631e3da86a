package dev.dermstream.platform.config;

import java.util.List;

/** A configuration that cannot be used; holds every problem, not only the first. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigurationException(List<String> problems) {
    super("The configuration cannot be used:\n  - " + String.join("\n  - ", problems));
  }
}
