package dev.dermstream.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.config.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingTest {
  private static final String METHOD = "dermstream.node.v1.NodeService/Infer";
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

  @Test
  void theDefaultsAreOff() {
    assertThat(TracingConfig.from(Configuration.load(null)))
        .isEqualTo(
            new TracingConfig(
                false,
                "http://127.0.0.1:4318/v1/traces",
                0.01,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                2048));
  }

  @Test
  void everyWrongValueIsReported() {
    Config wrong =
        ConfigFactory.parseString(
                "dermstream.tracing { endpoint = \"collector:4318\", sample-ratio = 1.5 }")
            .withFallback(Configuration.load(null));

    assertThatThrownBy(() -> TracingConfig.from(wrong))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("endpoint must be an http or https URL")
        .hasMessageContaining("sample-ratio must be 0 to 1");
  }

  @Test
  void whileItIsOffNothingIsReadOrPassedOn() {
    Trace trace =
        Tracing.off()
            .accept(
                "grpc",
                METHOD,
                name -> {
                  throw new AssertionError("the headers were read");
                });

    assertThat(trace).isSameAs(Trace.NONE);
    assertThat(trace.child("screen")).isSameAs(Trace.NONE);
    assertThat(trace.call(METHOD)).isSameAs(Trace.NONE);
    assertThat(headers(trace)).isEmpty();
  }

  @Test
  void aCallJoinsItsCallersTraceAndPassesItOn() {
    try (Tracing tracing = on(0)) {
      Trace call = tracing.accept("grpc", METHOD, parent("01")::get);
      Trace upstream = call.call("dermstream.index.v1.IndexService/Classify");

      assertThat(call.traceId()).isEqualTo(TRACE_ID);
      assertThat(call.isSampled()).as("as the caller decided").isTrue();
      assertThat(headers(upstream))
          .containsEntry("traceparent", "00-%s-%s-01".formatted(TRACE_ID, upstream.spanId()))
          .containsEntry("tracestate", "vendor=1");
    }
  }

  @Test
  void aCallerWhoKeepsNoTraceIsFollowed() {
    try (Tracing tracing = on(1)) {
      Trace call = tracing.accept("grpc", METHOD, parent("00")::get);

      assertThat(call.isSampled()).isFalse();
      assertThat(headers(call).get("traceparent")).startsWith("00-" + TRACE_ID).endsWith("-00");
    }
  }

  @Test
  void aMalformedParentBeginsATraceOfItsOwn() {
    try (Tracing tracing = on(1)) {
      for (String wrong :
          new String[] {
            "",
            "00",
            "00-" + TRACE_ID,
            "ff-" + TRACE_ID + "-00f067aa0ba902b7-01",
            "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
            "x".repeat(100_000),
            "\r\n"
          }) {
        Trace call =
            tracing.accept("grpc", METHOD, name -> name.equals("traceparent") ? wrong : null);

        assertThat(call.isSampled()).isTrue();
        assertThat(call.traceId()).isNotEqualTo(TRACE_ID).matches("[0-9a-f]{32}");
      }
    }
  }

  @Test
  void theShareOfTracesIsKept() {
    try (Tracing tracing = on(0)) {
      for (int i = 0; i < 1000; i++) {
        assertThat(tracing.accept("grpc", METHOD, name -> null).isSampled()).isFalse();
      }
    }
  }

  private static Map<String, String> parent(String flags) {
    return Map.of(
        "traceparent",
        "00-%s-00f067aa0ba902b7-%s".formatted(TRACE_ID, flags),
        "tracestate",
        "vendor=1");
  }

  private static Map<String, String> headers(Trace trace) {
    Map<String, String> headers = new HashMap<>();
    trace.inject(headers::put);
    return headers;
  }

  /** Delivers to a port where nobody listens. */
  private static Tracing on(double ratio) {
    return Tracing.start(
        new TracingConfig(
            true,
            "http://127.0.0.1:9/v1/traces",
            ratio,
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            512),
        "test");
  }
}
