package dev.dermstream.batch.archive;

import dev.dermstream.platform.config.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * How buckets are reached. Credentials are never a job's but those of the process.
 *
 * @param endpoint {@code http://} or {@code https://} address of the service; empty for Amazon's
 * @param region of the buckets
 * @param pathStyle whether the bucket stands in the path instead of the host's name
 * @param anonymous whether requests are sent without credentials
 * @param maxConnections at once, of one archive
 * @param connectTimeout longest wait for a connection, a free one or a new one
 * @param readTimeout longest silence of the service
 * @param requestTimeout longest time of a request with all its attempts
 * @param attempts for one request before it counts as failed
 * @param pageSize objects that are asked for at a time when a bucket is listed
 */
public record S3Config(
    String endpoint,
    String region,
    boolean pathStyle,
    boolean anonymous,
    int maxConnections,
    Duration connectTimeout,
    Duration readTimeout,
    Duration requestTimeout,
    int attempts,
    int pageSize) {
  private static final int MOST_CONNECTIONS = 10_000;
  private static final int MOST_ATTEMPTS = 20;
  private static final int MOST_PAGE = 1000;
  private static final Duration LEAST_TIME = Duration.ofMillis(10);

  static S3Config read(Settings settings) {
    S3Config read =
        new S3Config(
            settings.text("archive.s3.endpoint"),
            settings.text("archive.s3.region"),
            settings.flag("archive.s3.path-style"),
            settings.flag("archive.s3.anonymous"),
            settings.number("archive.s3.max-connections", 1, MOST_CONNECTIONS),
            settings.duration("archive.s3.connect-timeout", LEAST_TIME, Duration.ofMinutes(10)),
            settings.duration("archive.s3.read-timeout", LEAST_TIME, Duration.ofHours(1)),
            settings.duration("archive.s3.request-timeout", LEAST_TIME, Duration.ofHours(1)),
            settings.number("archive.s3.attempts", 1, MOST_ATTEMPTS),
            settings.number("archive.s3.page-size", 1, MOST_PAGE));
    settings.require(
        read.endpoint.isEmpty() || isAddress(read.endpoint),
        "archive.s3.endpoint",
        "must be http://HOST:PORT or https://HOST:PORT, or empty");
    settings.require(!read.region.isBlank(), "archive.s3.region", "must be named");
    settings.require(
        read.requestTimeout.compareTo(read.readTimeout) >= 0,
        "archive.s3.request-timeout",
        "must be at least archive.s3.read-timeout");
    return read;
  }

  private static boolean isAddress(String endpoint) {
    try {
      URI uri = new URI(endpoint);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
