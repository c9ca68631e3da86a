package dev.dermstream.gateway.upstream;

/**
 * What travels with a request to every part that works for it.
 *
 * @param requestId 1 to 150 characters of letters, digits, dot, underscore and hyphen
 * @param deadline after which the work is worth nothing
 */
public record CallContext(String requestId, Deadline deadline) {
  /** The metadata key of the request id. */
  public static final String REQUEST_ID_KEY = "x-request-id";
}
