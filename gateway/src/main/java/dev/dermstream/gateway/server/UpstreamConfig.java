package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The peers that work for the gateway.
 *
 * @param nodes where inference nodes listen
 * @param indexes where vector indexes listen
 * @param batch where a batch worker listens, if there is one
 * @param connectTimeout time to connect to one
 * @param probeInterval pause between two questions whether one serves
 * @param probePatience time that one has to answer such a question
 * @param maxMessageBytes largest message taken from one
 */
public record UpstreamConfig(
    List<UpstreamAddress> nodes,
    List<UpstreamAddress> indexes,
    Optional<UpstreamAddress> batch,
    Duration connectTimeout,
    Duration probeInterval,
    Duration probePatience,
    int maxMessageBytes) {
  private static final String PATH = "dermstream.gateway";

  static UpstreamConfig from(Config config) {
    return Settings.read(config, PATH, UpstreamConfig::map);
  }

  private static UpstreamConfig map(Settings settings) {
    return new UpstreamConfig(
        addresses(settings, "node.address"),
        addresses(settings, "index.address"),
        address(settings, "batch.address"),
        settings.duration("upstream.connect-timeout", Duration.ofMillis(1), Duration.ofMinutes(1)),
        settings.duration("upstream.probe-interval", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.duration("upstream.probe-patience", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.bytes("upstream.max-message-size", 1 << 10, 1 << 30));
  }

  private static Optional<UpstreamAddress> address(Settings settings, String key) {
    List<UpstreamAddress> addresses = addresses(settings, key);
    settings.require(addresses.size() <= 1, key, "must be one address or none");
    return addresses.stream().findFirst();
  }

  private static List<UpstreamAddress> addresses(Settings settings, String key) {
    String text = settings.text(key);
    List<UpstreamAddress> addresses = new ArrayList<>();
    for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
      UpstreamAddress.parse(each.strip())
          .ifPresentOrElse(
              addresses::add,
              () ->
                  settings.require(
                      false,
                      key,
                      "must be HOST:PORT with a port of 1 to 65535, several separated by commas"));
    }
    settings.require(
        addresses.stream().distinct().count() == addresses.size(), key, "names an address twice");
    return List.copyOf(addresses);
  }
}
