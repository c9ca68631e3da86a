package dev.dermstream.gateway.upstream;

/**
 * What travels with a request to every part that works for it.
 *
 * @param requestId 1 to 150 characters of letters, digits, dot, underscore and hyphen
 * @param deadline after which the work is worth nothing
 * @param client who asks, for quotas: the authenticated caller, else the address; empty for the
 *     gateway's own calls. Told to no peer
 */
public record CallContext(String requestId, Deadline deadline, String client) {
  /** A call that no quota applies to. */
  public CallContext(String requestId, Deadline deadline) {
    this(requestId, deadline, "");
  }

  /** The metadata key of the request id. */
  public static final String REQUEST_ID_KEY = "x-request-id";
}
