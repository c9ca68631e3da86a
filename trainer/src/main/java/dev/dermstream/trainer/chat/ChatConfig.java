package dev.dermstream.trainer.chat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How a chat model is asked.
 *
 * @param base address of the endpoint, up to and with {@code /v1}; http or https
 * @param model its name there
 * @param token sent as bearer; never printed. Not over plain HTTP, unless to this machine
 * @param timeout of one attempt, its answer read
 * @param attempts for one question that the endpoint fails to answer, at least 1
 * @param firstPause before the second attempt; each further one is twice as long
 * @param concurrency requests at the same time, at least 1
 * @param requestsPerMinute at most so many; 0 for no bound
 * @param tokensPerMinute in and out, at most so many; 0 for no bound
 * @param mostTokens of one answer
 * @param temperature of sampling, 0 to 2
 */
public record ChatConfig(
    URI base,
    String model,
    Optional<String> token,
    Duration timeout,
    int attempts,
    Duration firstPause,
    int concurrency,
    int requestsPerMinute,
    int tokensPerMinute,
    int mostTokens,
    double temperature) {
  /**
   * @throws IllegalArgumentException with a sentence that names the value that cannot be meant
   */
  public ChatConfig {
    require(
        base.getScheme() != null && Set.of("http", "https").contains(base.getScheme()),
        "endpoint: give an http or https address");
    require(base.getHost() != null, "endpoint: the address has no host");
    require(
        base.getUserInfo() == null && base.getQuery() == null && base.getFragment() == null,
        "endpoint: give an address without user, query and fragment");
    require(!model.isBlank(), "model: give its name");
    require(attempts >= 1, "attempts: at least 1");
    require(concurrency >= 1, "concurrency: at least 1");
    require(requestsPerMinute >= 0 && tokensPerMinute >= 0, "rates: give 0 (no bound) or a number");
    require(mostTokens >= 1, "most-tokens: at least 1");
    require(temperature >= 0 && temperature <= 2, "temperature: give 0 to 2");
    require(timeout.isPositive(), "timeout: over 0");
    require(!firstPause.isNegative(), "pause: 0 or more");
    require(
        token.isEmpty() || base.getScheme().equals("https") || isThisMachine(base.getHost()),
        "endpoint: a token is not sent over plain HTTP to another machine; give an https address");
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Where questions go. */
  URI completions() {
    String address = base.toString();
    return URI.create(
        (address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
            + "/chat/completions");
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "%s at %s".formatted(model, base);
  }
}
