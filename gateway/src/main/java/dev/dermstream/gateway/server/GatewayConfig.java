package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.gateway.admission.AdmissionConfig;
import dev.dermstream.gateway.oip.OipConfig;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import java.time.Duration;

/**
 * Everything that is set for a gateway, under {@code dermstream.gateway}.
 *
 * @param host address to listen on
 * @param port 0 lets the system choose
 * @param eventLoops threads that read and write the network; 0: one for each processor, at most 4
 * @param drainLimit time that running calls have to finish at the end
 * @param limits what one caller may ask for
 * @param admission how much is in flight to the nodes
 * @param oip what callers of the Open Inference Protocol may do
 * @param upstream the peers that work for the gateway
 * @param http2 flow control and abuse limits
 */
public record GatewayConfig(
    String host,
    int port,
    int eventLoops,
    Duration drainLimit,
    ScreeningLimits limits,
    AdmissionConfig admission,
    OipConfig oip,
    UpstreamConfig upstream,
    Http2Config http2) {
  private static final String PATH = "dermstream.gateway";

  /**
   * @throws ConfigurationException with every problem of its part
   */
  public static GatewayConfig from(Config config) {
    UpstreamConfig upstream = UpstreamConfig.from(config);
    Http2Config http2 = Http2Config.from(config);
    return Settings.read(config, PATH, settings -> map(settings, upstream, http2));
  }

  private static GatewayConfig map(Settings settings, UpstreamConfig upstream, Http2Config http2) {
    return new GatewayConfig(
        settings.text("host"),
        settings.port("port"),
        settings.number("event-loops", 0, 256),
        settings.duration("drain-limit", Duration.ZERO, Duration.ofHours(1)),
        new ScreeningLimits(
            settings.bytes("max-message-size", 1 << 10, 1 << 30),
            settings.number("max-in-flight-per-stream", 1, 10_000),
            settings.duration("default-deadline", Duration.ofMillis(10), Duration.ofHours(1)),
            settings.number("top-clusters", 0, 100),
            settings.number("top-neighbors", 0, 100)),
        AdmissionConfig.read(settings),
        OipConfig.read(settings),
        upstream,
        http2);
  }
}
