package dev.dermstream.gateway.screening;

import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.platform.telemetry.LogContext;
import io.grpc.Status.Code;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told of one call once it has ended: its span, its count, and a line for those who want
 * one.
 */
final class CallRecord {
  private static final Logger ACCESS = LoggerFactory.getLogger("dev.dermstream.access");

  private final String method;
  private final Door door;
  private final CallContext context;
  private final EndedCalls calls;
  private final long begunNanos = System.nanoTime();

  /**
   * @param method that the server has, as gRPC names it
   */
  CallRecord(String method, Door door, CallContext context, EndedCalls calls) {
    this.method = method;
    this.door = door;
    this.context = context;
    this.calls = calls;
  }

  void ended(Code status) {
    context.trace().end(status);
    calls.count(method, door, status);
    if (ACCESS.isInfoEnabled()) {
      log(status);
    }
  }

  private void log(Code status) {
    try (LogContext _ = LogContext.of(context.requestId(), context.trace())) {
      ACCESS.info(
          "{} by {} ended {} after {} ms",
          method,
          door.word(),
          status,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
    }
  }
}
