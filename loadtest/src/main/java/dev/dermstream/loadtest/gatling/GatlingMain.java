package dev.dermstream.loadtest.gatling;

import io.gatling.app.Gatling;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code loadtest/gatling SIMULATION [key=value ...]}. Ends with 0 if every assertion held, with 2
 * if one did not or an argument is wrong.
 */
public final class GatlingMain {
  private GatlingMain() {}

  /**
   * Runs a simulation.
   *
   * @param arguments its name and parameters
   */
  public static void main(String[] arguments) {
    System.setProperty(
        "java.util.prefs.PreferencesFactory", MemoryPreferences.Factory.class.getName());
    List<String> gatling;
    try {
      gatling = understand(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Gatling.main(gatling.toArray(String[]::new));
  }

  /** Sets the properties that {@link Run} reads; returns what Gatling is to be told. */
  static List<String> understand(String... arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException(
          "loadtest/gatling SIMULATION [key=value ...]; simulations: %s; keys: %s; see"
                  .formatted(String.join(", ", Plans.names()), String.join(", ", Parameter.keys()))
              + " docs/load-testing.md");
    }
    String simulation = Plans.nameOf(arguments[0]);
    System.setProperty(Parameter.SIMULATION.key(), simulation);
    for (int i = 1; i < arguments.length; i++) {
      set(arguments[i]);
    }
    Parameters parameters = Parameters.of(System.getProperties());
    Path results = Results.folder(parameters, Home.find(), simulation);
    return List.of("-s", Run.class.getName(), "-rf", results.toString(), "-rd", simulation);
  }

  private static void set(String argument) {
    int equals = argument.indexOf('=');
    String key = equals < 0 ? argument : argument.substring(0, equals);
    if (equals < 0 || !Parameter.keys().contains(key)) {
      throw new IllegalArgumentException(
          "\"%s\" is no key=value with one of the keys %s"
              .formatted(argument, String.join(", ", Parameter.keys())));
    }
    System.setProperty(key, argument.substring(equals + 1));
  }
}
