package dev.dermstream.platform.tracing;

import io.grpc.Status;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One span of a request's trace and the way to its children. It is handed on with the request, for
 * no thread carries a request from end to end. Thread-safe. Attributes are method names, outcomes,
 * status codes and request ids: nothing of what a request holds.
 */
public final class Trace {
  /** The trace of a request that is not traced; everything on it does nothing. */
  public static final Trace NONE = new Trace(null, Span.getInvalid(), SpanKind.INTERNAL);

  static final TextMapPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();

  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("dermstream.outcome");
  private static final AttributeKey<String> REQUEST_ID =
      AttributeKey.stringKey("dermstream.request_id");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("rpc.system");
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("rpc.service");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("rpc.method");
  private static final AttributeKey<Long> STATUS = AttributeKey.longKey("rpc.grpc.status_code");
  private static final String OK = "ok";

  /** What gRPC is called in {@code rpc.system}. */
  static final String GRPC = "grpc";

  private final @Nullable Tracer tracer;
  private final Span span;
  private final SpanKind kind;

  private Trace(@Nullable Tracer tracer, Span span, SpanKind kind) {
    this.tracer = tracer;
    this.span = span;
    this.kind = kind;
  }

  /** A span named by a method, with the attributes of OpenTelemetry's conventions for RPC. */
  static Trace call(
      Tracer tracer, String system, String fullMethodName, SpanKind kind, Context parent) {
    int slash = fullMethodName.lastIndexOf('/');
    SpanBuilder builder =
        tracer
            .spanBuilder(fullMethodName)
            .setParent(parent)
            .setSpanKind(kind)
            .setAttribute(SYSTEM, system)
            .setAttribute(METHOD, fullMethodName.substring(slash + 1));
    if (slash > 0) {
      builder.setAttribute(SERVICE, fullMethodName.substring(0, slash));
    }
    return new Trace(tracer, builder.startSpan(), kind);
  }

  /** Whether this span will be delivered. */
  public boolean isSampled() {
    return span.getSpanContext().isSampled();
  }

  /** 32 hexadecimal digits; all zero for {@link #NONE}. */
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  /** 16 hexadecimal digits; all zero for {@link #NONE}. */
  public String spanId() {
    return span.getSpanContext().getSpanId();
  }

  /** Names the request by the id that logs and reports have, too. */
  public void requestId(String requestId) {
    span.setAttribute(REQUEST_ID, requestId);
  }

  /** A part of the work, which ends by {@link #end(String)}. */
  public Trace child(String name) {
    return tracer == null
        ? NONE
        : new Trace(
            tracer,
            tracer.spanBuilder(name).setParent(Context.root().with(span)).startSpan(),
            SpanKind.INTERNAL);
  }

  /** A call to a peer, which ends by {@link #end(Status.Code)}. */
  public Trace call(String fullMethodName) {
    return tracer == null
        ? NONE
        : call(tracer, GRPC, fullMethodName, SpanKind.CLIENT, Context.root().with(span));
  }

  /**
   * A stage that has just ended.
   *
   * @param outcome "ok" or a constant of the error vocabulary
   * @param nanos how long it took
   */
  public void stage(String stage, String outcome, long nanos) {
    if (tracer == null || !isSampled()) {
      return;
    }
    Instant end = Instant.now();
    Span child =
        tracer
            .spanBuilder(stage)
            .setParent(Context.root().with(span))
            .setStartTimestamp(end.minus(nanos, ChronoUnit.NANOS))
            .startSpan();
    conclude(child, outcome);
    child.end(end);
  }

  /** Writes the headers that make the next process's spans children of this one. */
  public void inject(BiConsumer<String, String> headers) {
    if (tracer != null) {
      PROPAGATOR.inject(
          Context.root().with(span),
          headers,
          (carrier, name, value) -> {
            if (carrier != null) {
              carrier.accept(name, value);
            }
          });
    }
  }

  /**
   * Ends the span; a second end changes nothing.
   *
   * @param outcome "ok" or a constant of the error vocabulary
   */
  public void end(String outcome) {
    conclude(span, outcome);
    span.end();
  }

  /** Ends the span of a call with its gRPC status; a second end changes nothing. */
  public void end(Status.Code code) {
    span.setAttribute(STATUS, (long) code.value());
    if (isFault(code)) {
      span.setStatus(StatusCode.ERROR, code.name());
    }
    span.end();
  }

  private static void conclude(Span span, String outcome) {
    span.setAttribute(OUTCOME, outcome);
    if (!outcome.equals(OK)) {
      span.setStatus(StatusCode.ERROR, outcome);
    }
  }

  /**
   * OpenTelemetry's rule: a server is at fault for some codes only, a client sees all as errors.
   */
  private boolean isFault(Status.Code code) {
    return switch (code) {
      case OK -> false;
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      default -> kind == SpanKind.CLIENT;
    };
  }
}
