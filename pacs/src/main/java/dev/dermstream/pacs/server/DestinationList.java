package dev.dermstream.pacs.server;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.pacs.delivery.DestinationConfig;
import dev.dermstream.pacs.delivery.DestinationConfig.AeTitles;
import dev.dermstream.pacs.delivery.DestinationConfig.Kind;
import dev.dermstream.platform.config.ConfigurationException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whither the edge sends, {@code dermstream.pacs.destinations} and {@code .commitment-peers}.
 *
 * @param results that get every result
 * @param commitments that hear of storage commitment, by the AE title of the requester
 * @param tokenFiles by the names of the destinations that have one
 */
record DestinationList(
    List<DestinationConfig> results,
    Map<String, DestinationConfig> commitments,
    Map<String, String> tokenFiles) {
  private static final Config DEFAULTS =
      ConfigFactory.parseString(
          """
          tls = false, token-file = "", concurrency = 4
          connect-timeout = 10s, answer-timeout = 60s, first-retry = 1s, last-retry = 5m
          """);

  private static final Set<String> KEYS =
      Set.of(
          "name",
          "type",
          "host",
          "port",
          "ae-title",
          "url",
          "tls",
          "token-file",
          "concurrency",
          "connect-timeout",
          "answer-timeout",
          "first-retry",
          "last-retry");

  /**
   * Reads both lists.
   *
   * @param aeTitle by which the edge calls
   * @throws ConfigurationException with every problem
   */
  static DestinationList read(Config config, String aeTitle) {
    List<String> problems = new ArrayList<>();
    List<DestinationConfig> results = new ArrayList<>();
    Map<String, DestinationConfig> commitments = new HashMap<>();
    Map<String, String> tokens = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (Config each : list(config, "destinations", problems)) {
      try {
        DestinationConfig read = destination(each, each.getString("name"), aeTitle);
        if (!names.add(read.name())) {
          throw new IllegalArgumentException("two have the name " + read.name());
        }
        results.add(read);
        String token = each.getString("token-file");
        if (!token.isBlank()) {
          tokens.put(read.name(), token);
        }
      } catch (ConfigException | IllegalArgumentException e) {
        problems.add("dermstream.pacs.destinations: " + e.getMessage());
      }
    }
    for (Config each : list(config, "commitment-peers", problems)) {
      try {
        String title = each.getString("ae-title");
        Config typed = each.withFallback(ConfigFactory.parseString("type = dicom"));
        commitments.put(title, destination(typed, "commitment-" + title, aeTitle));
      } catch (ConfigException | IllegalArgumentException e) {
        problems.add("dermstream.pacs.commitment-peers: " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new DestinationList(results, commitments, tokens);
  }

  private static List<Config> list(Config config, String key, List<String> problems) {
    List<Config> list = new ArrayList<>();
    try {
      for (Config each : config.getConfigList("dermstream.pacs." + key)) {
        each.root().keySet().stream()
            .filter(name -> !KEYS.contains(name))
            .forEach(name -> problems.add("dermstream.pacs.%s: %s is no key".formatted(key, name)));
        list.add(each.withFallback(DEFAULTS));
      }
    } catch (ConfigException e) {
      problems.add("dermstream.pacs.%s must be a list of objects".formatted(key));
    }
    return list;
  }

  private static DestinationConfig destination(Config each, String name, String aeTitle) {
    Kind kind =
        switch (each.getString("type")) {
          case "dicom" -> Kind.DIMSE;
          case "stow" -> Kind.STOW;
          case "fhir" -> Kind.FHIR;
          default -> throw new IllegalArgumentException(name + ": type is dicom, stow or fhir");
        };
    boolean dimse = kind == Kind.DIMSE;
    return new DestinationConfig(
        name,
        kind,
        URI.create(
            dimse
                ? "dicom://%s:%d".formatted(each.getString("host"), each.getInt("port"))
                : each.getString("url")),
        dimse ? new AeTitles(aeTitle, each.getString("ae-title")) : AeTitles.NONE,
        each.getBoolean("tls"),
        each.getDuration("connect-timeout"),
        each.getDuration("answer-timeout"),
        each.getInt("concurrency"),
        each.getDuration("first-retry"),
        each.getDuration("last-retry"));
  }

  /** Names of those that get every result. */
  List<String> resultNames() {
    return results.stream().map(DestinationConfig::name).toList();
  }
}
