package dev.dermstream.gateway.upstream;

import dev.dermstream.platform.tracing.Trace;

/**
 * What travels with a request to every part that works for it.
 *
 * @param requestId 1 to 150 characters of letters, digits, dot, underscore and hyphen
 * @param deadline after which the work is worth nothing
 * @param client who asks, for quotas: the authenticated caller, else the address; empty for the
 *     gateway's own calls. Told to no peer
 * @param trace of which every part's calls become children
 */
public record CallContext(String requestId, Deadline deadline, String client, Trace trace) {
  /** The metadata key of the request id. */
  public static final String REQUEST_ID_KEY = "x-request-id";

  /** A call of the gateway's own, to which no quota applies and which is not traced. */
  public CallContext(String requestId, Deadline deadline) {
    this(requestId, deadline, "", Trace.NONE);
  }

  /** The same as a part of another span. */
  public CallContext within(Trace span) {
    return new CallContext(requestId, deadline, client, span);
  }
}
