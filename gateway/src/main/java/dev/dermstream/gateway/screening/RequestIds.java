package dev.dermstream.gateway.screening;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id by which a request is found in logs, reports and errors. */
public final class RequestIds {
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private RequestIds() {}

  /** The caller's own id where it is sane, else a new one. */
  public static String of(@Nullable String offered) {
    return offered != null && SANE.matcher(offered).matches()
        ? offered
        : UUID.randomUUID().toString();
  }

  /** The id of one image of a stream: that of the stream, a dot and the image's number from 1. */
  static String ofImage(String streamId, long number) {
    return streamId + "." + number;
  }
}
