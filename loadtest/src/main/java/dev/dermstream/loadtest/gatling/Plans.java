package dev.dermstream.loadtest.gatling;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The simulations by name. */
final class Plans {
  private static final Map<String, Supplier<Plan>> ALL =
      new TreeMap<>(
          Map.of(
              "smoke", Smoke::new,
              "pacs-burst", PacsBurst::new,
              "batch-flood", BatchFlood::new,
              "mixed", Mixed::new,
              "soak", Soak::new,
              "overload", Overload::new,
              "refresh-under-load", RefreshUnderLoad::new,
              "stream-text", StreamText::new));

  private Plans() {}

  /**
   * The simulation of that name, which may also be written as a class name is: {@code PacsBurst}.
   *
   * @throws IllegalArgumentException if there is none; names all
   */
  static Plan of(String name) {
    return Objects.requireNonNull(ALL.get(nameOf(name))).get();
  }

  /** The name as it is written in results and folders. */
  static String nameOf(String name) {
    String simple = name.substring(name.lastIndexOf('.') + 1);
    String hyphens = simple.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    if (!ALL.containsKey(hyphens)) {
      throw new IllegalArgumentException(
          "There is no simulation \"%s\"; there are %s"
              .formatted(name, String.join(", ", ALL.keySet())));
    }
    return hyphens;
  }

  static Iterable<String> names() {
    return ALL.keySet();
  }
}
