package dev.dermstream.pacs.delivery;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A destination and how much of it is asked at once.
 *
 * @param name lower-case letters, digits and hyphens, at most 32; a label of metrics, and what the
 *     log knows the destination by
 * @param kind how it is spoken to
 * @param address {@code http(s)://host:port/base} without a slash at its end, below which {@code
 *     /studies} is (STOW) or which is the FHIR base; {@code dicom://host:port} (DIMSE)
 * @param titles of application entities; DIMSE alone uses them
 * @param tls for DIMSE; the others say it by {@code https}
 * @param connectTimeout until a connection stands
 * @param answerTimeout until a parcel is answered, its sending included
 * @param concurrency parcels that are sent at the same time, 1 to 64
 * @param firstRetry pause after the first failure; doubles with each further one
 * @param lastRetry longest pause
 */
public record DestinationConfig(
    String name,
    Kind kind,
    URI address,
    AeTitles titles,
    boolean tls,
    Duration connectTimeout,
    Duration answerTimeout,
    int concurrency,
    Duration firstRetry,
    Duration lastRetry) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final int MOST_AT_ONCE = 64;

  /** How a destination is spoken to. */
  public enum Kind {
    /** C-STORE and N-EVENT-REPORT. */
    DIMSE,
    /** STOW-RS. */
    STOW,
    /** A transaction at a FHIR R4 server. */
    FHIR
  }

  /**
   * Who calls whom.
   *
   * @param calling ours
   * @param called the destination's
   */
  public record AeTitles(String calling, String called) {
    /** Of destinations that have none. */
    public static final AeTitles NONE = new AeTitles("", "");

    boolean areComplete() {
      return !calling.isBlank() && !called.isBlank();
    }
  }

  public DestinationConfig {
    require(NAME.matcher(name).matches(), "name must be 1 to 32 of a-z, 0-9 and -");
    require(address.getHost() != null, "address must name a host");
    String scheme = String.valueOf(address.getScheme());
    boolean dimse = kind == Kind.DIMSE;
    require(
        dimse ? scheme.equals("dicom") : scheme.equals("http") || scheme.equals("https"),
        dimse ? "address must be dicom://host:port" : "address must be http or https");
    require(!dimse || address.getPort() > 0, "address must name a port");
    require(!dimse || titles.areComplete(), "DIMSE needs both AE titles");
    require(connectTimeout.isPositive(), "connectTimeout must be over 0");
    require(answerTimeout.isPositive(), "answerTimeout must be over 0");
    require(concurrency > 0 && concurrency <= MOST_AT_ONCE, "concurrency must be 1 to 64");
    require(firstRetry.isPositive(), "firstRetry must be over 0");
    require(lastRetry.compareTo(firstRetry) >= 0, "lastRetry must be at least firstRetry");
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
