package dev.dermstream.platform.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the traces of one process and delivers them, in the background and from a bounded queue, so
 * that a collector that is slow or away costs spans and never an answer. Thread-safe. While it is
 * off every trace is {@link Trace#NONE}.
 */
public final class Tracing implements AutoCloseable {
  private static final AttributeKey<String> SERVICE_NAME = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> INSTANCE =
      AttributeKey.stringKey("service.instance.id");
  private static final Tracing OFF = new Tracing(null);
  private static final long CLOSE_SECONDS = 5;

  private final @Nullable SdkTracerProvider provider;
  private final @Nullable Tracer tracer;

  private Tracing(@Nullable SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider == null ? null : provider.get("dev.dermstream");
  }

  /** Makes none. */
  public static Tracing off() {
    return OFF;
  }

  /**
   * Begins to deliver; off where the configuration says so.
   *
   * @param role what this process calls itself, for example {@code node}
   */
  public static Tracing start(TracingConfig config, String role) {
    if (!config.enabled()) {
      return OFF;
    }
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(config.endpoint())
            .setTimeout(config.exportTimeout())
            .setCompression("gzip")
            .build();
    return new Tracing(
        SdkTracerProvider.builder()
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(
                                SERVICE_NAME,
                                "dermstream-" + role,
                                INSTANCE,
                                UUID.randomUUID().toString()))))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(config.sampleRatio())))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(config.queueLength())
                    .setScheduleDelay(config.exportInterval())
                    .setExporterTimeout(config.exportTimeout())
                    .build())
            .build());
  }

  /** Whether calls are traced at all. */
  public boolean isOn() {
    return tracer != null;
  }

  /**
   * A call that arrived, as part of its caller's trace where it names one, by W3C Trace Context.
   *
   * @param system how it came, as OpenTelemetry's {@code rpc.system} says it, for example {@code
   *     grpc}
   * @param fullMethodName for example {@code dermstream.node.v1.NodeService/Infer}; a method that
   *     the server has, never a caller's text
   * @param header gives a header's value by its lower-case name, or null
   */
  public Trace accept(
      String system, String fullMethodName, Function<String, @Nullable String> header) {
    if (tracer == null) {
      return Trace.NONE;
    }
    Context parent = Trace.PROPAGATOR.extract(Context.root(), header, Header.INSTANCE);
    return Trace.call(tracer, system, fullMethodName, SpanKind.SERVER, parent);
  }

  /** Delivers what waits, for at most a few seconds. */
  @Override
  public void close() {
    if (provider != null) {
      provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private enum Header implements TextMapGetter<Function<String, @Nullable String>> {
    INSTANCE;

    @Override
    public Iterable<String> keys(Function<String, @Nullable String> headers) {
      return List.of();
    }

    @Override
    public @Nullable String get(@Nullable Function<String, @Nullable String> headers, String key) {
      return headers == null ? null : headers.apply(key);
    }
  }
}
