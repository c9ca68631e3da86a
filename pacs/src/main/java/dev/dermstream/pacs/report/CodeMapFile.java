package dev.dermstream.pacs.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the file of a {@link CodeMap}; a problem does not stop the reading. */
final class CodeMapFile {
  private static final Set<String> KEYS =
      Set.of("confirmed-by", "confirmed-on", "scheme-uris", "profiles");
  private static final Set<String> CODE_KEYS = Set.of("value", "scheme", "meaning");

  private final List<String> problems = new ArrayList<>();
  private final Map<String, Map<Integer, Code>> profiles = new LinkedHashMap<>();
  private final Map<String, String> uris = new LinkedHashMap<>();
  private final CodeMap.Confirmation confirmation;

  private CodeMapFile(Config config) {
    ConfigObject root = config.root();
    requireKeys("", root, KEYS);
    confirmation =
        new CodeMap.Confirmation(text("", root, "confirmed-by"), text("", root, "confirmed-on"));
    requireDate();
    object("scheme-uris", root.get("scheme-uris"))
        .forEach((scheme, uri) -> uris.put(scheme, text("scheme-uris.", scheme, uri)));
    object("profiles", root.get("profiles"))
        .forEach((profile, codes) -> profiles.put(profile, codes(profile, codes)));
  }

  static CodeMapFile read(Config config) {
    return new CodeMapFile(config);
  }

  CodeMap.Confirmation confirmation() {
    return confirmation;
  }

  Map<String, String> uris() {
    return Map.copyOf(uris);
  }

  Map<String, Map<Integer, Code>> profiles() {
    return Map.copyOf(profiles);
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  private void requireDate() {
    try {
      if (!confirmation.by().isBlank()) {
        LocalDate.parse(confirmation.on());
      }
    } catch (DateTimeParseException e) {
      problems.add("confirmed-on must be a date such as 2026-11-22");
    }
  }

  private Map<Integer, Code> codes(String profile, ConfigValue value) {
    Map<Integer, Code> codes = new TreeMap<>();
    String path = "profiles." + profile;
    object(path, value)
        .forEach((idCode, code) -> {
          String place = path + "." + idCode;
          if (!idCode.matches("[0-9]{1,9}")) {
            problems.add(place + " is no id_code of a class");
            return;
          }
          ConfigObject parts = object(place, code);
          requireKeys(place + ".", parts, CODE_KEYS);
          codes.put(
              Integer.parseInt(idCode),
              new Code(
                  text(place + ".", parts, "value"),
                  text(place + ".", parts, "scheme"),
                  text(place + ".", parts, "meaning")));
        });
    return codes;
  }

  private void requireKeys(String path, ConfigObject object, Set<String> known) {
    object.keySet().stream()
        .filter(key -> !known.contains(key))
        .sorted()
        .forEach(key -> problems.add(path + key + " is no key of a code map"));
  }

  private ConfigObject object(String path, @Nullable ConfigValue value) {
    if (value instanceof ConfigObject object) {
      return object;
    }
    if (value != null) {
      problems.add(path + " must be an object");
    }
    return ConfigFactory.empty().root();
  }

  private String text(String path, ConfigObject object, String key) {
    ConfigValue value = object.get(key);
    if (value == null) {
      problems.add(path + key + " is missing");
      return "";
    }
    return text(path, key, value);
  }

  private String text(String path, String key, ConfigValue value) {
    if (value instanceof ConfigObject || value instanceof ConfigList) {
      problems.add(path + key + " must be a text");
      return "";
    }
    return String.valueOf(value.unwrapped()).strip();
  }
}
