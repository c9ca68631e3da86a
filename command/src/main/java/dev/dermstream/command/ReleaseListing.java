package dev.dermstream.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.dermstream.platform.release.Decision;
import dev.dermstream.platform.release.StoredRelease;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Releases and decisions for a person at a terminal. */
final class ReleaseListing {
  private static final String ROW = "%-10s %-45s %-45s %s%n";
  private static final String DECISION = "%6s  %-25s %-9s %-45s %s%n";

  private final PrintStream out;

  ReleaseListing(PrintStream out) {
    this.out = out;
  }

  void printReleases(List<StoredRelease> releases, Optional<Decision> live) {
    out.printf(ROW, "STATE", "RELEASE", "PARENT", "SIGNED");
    for (StoredRelease release : releases) {
      out.printf(
          ROW,
          state(release.id(), live),
          release.id(),
          release.parent().isEmpty() ? "-" : release.parent(),
          release.signed() ? "yes" : "no");
    }
  }

  private static String state(String id, Optional<Decision> live) {
    if (live.isPresent() && live.get().release().equals(id)) {
      return "LIVE";
    }
    return live.isPresent() && live.get().previous().equals(id) ? "previous" : "-";
  }

  void printHistory(List<Decision> decisions) {
    out.printf(DECISION, "EPOCH", "DECIDED", "KIND", "RELEASE", "REASON");
    for (Decision decision : decisions) {
      out.printf(
          DECISION,
          decision.epoch(),
          decision.decidedAt(),
          decision.kind(),
          decision.release(),
          decision.reason());
    }
  }

  void printDifferences(StoredRelease from, StoredRelease to) {
    TreeSet<String> files = new TreeSet<>(from.digests().keySet());
    files.addAll(to.digests().keySet());
    for (String file : files) {
      String before = from.digests().get(file);
      String after = to.digests().get(file);
      if (before == null) {
        out.println("added    " + file);
      } else if (after == null) {
        out.println("removed  " + file);
      } else if (!before.equals(after)) {
        out.println("changed  " + file);
      }
    }
  }

  /** Figures that differ, one a line. */
  void printFigures(Optional<String> from, Optional<String> to) throws IOException {
    Map<String, String> before = figures(from);
    Map<String, String> after = figures(to);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String was = before.get(name);
      String is = after.get(name);
      if (!Objects.equals(was, is)) {
        out.printf("figure   %s: %s -> %s%n", name, shown(was), shown(is));
      }
    }
  }

  private static String shown(@Nullable String figure) {
    return figure == null ? "none" : figure;
  }

  private static Map<String, String> figures(Optional<String> json) throws IOException {
    Map<String, String> figures = new TreeMap<>();
    if (json.isPresent()) {
      try {
        collect("", JsonParser.parseString(json.get()), figures);
      } catch (JsonParseException e) {
        throw new IOException("metrics.json: not valid JSON", e);
      }
    }
    return figures;
  }

  private static void collect(String path, JsonElement element, Map<String, String> figures) {
    if (element instanceof JsonObject object) {
      object
          .entrySet()
          .forEach(entry ->
              collect(
                  path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                  entry.getValue(),
                  figures));
    } else {
      figures.put(path, element.toString());
    }
  }
}
