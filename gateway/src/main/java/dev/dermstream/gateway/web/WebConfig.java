package dev.dermstream.gateway.web;

import dev.dermstream.platform.config.Settings;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What browsers may do, {@code dermstream.gateway.web}.
 *
 * @param allowedOrigins origins besides the gateway's own whose pages may call, for example {@code
 *     https://viewer.example.org}
 */
public record WebConfig(List<String> allowedOrigins) {
  private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.:\\[\\]-]+");

  public WebConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /** Reads the section. */
  public static WebConfig read(Settings settings) {
    List<String> origins = settings.texts("web.allowed-origins");
    settings.require(
        origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches()),
        "web.allowed-origins",
        "must be origins such as https://viewer.example.org, in lower case and without a path");
    return new WebConfig(origins);
  }
}
