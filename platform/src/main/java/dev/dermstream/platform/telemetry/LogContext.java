package dev.dermstream.platform.telemetry;

import dev.dermstream.platform.tracing.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Names the request that this thread works for in whatever is logged until it is closed, by the
 * same thread.
 */
public final class LogContext implements AutoCloseable {
  private static final String REQUEST_ID = "request_id";
  private static final String TRACE_ID = "trace_id";
  private static final String SPAN_ID = "span_id";

  private final @Nullable String requestId;
  private final @Nullable String traceId;
  private final @Nullable String spanId;

  private LogContext() {
    requestId = MDC.get(REQUEST_ID);
    traceId = MDC.get(TRACE_ID);
    spanId = MDC.get(SPAN_ID);
  }

  /**
   * @param requestId without line breaks, as a server has checked it
   */
  public static LogContext of(String requestId, Trace trace) {
    LogContext before = new LogContext();
    MDC.put(REQUEST_ID, requestId);
    if (trace.isSampled()) {
      MDC.put(TRACE_ID, trace.traceId());
      MDC.put(SPAN_ID, trace.spanId());
    }
    return before;
  }

  /** What was named before is named again. */
  @Override
  public void close() {
    restore(REQUEST_ID, requestId);
    restore(TRACE_ID, traceId);
    restore(SPAN_ID, spanId);
  }

  private static void restore(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
