package dev.dermstream.gateway.server;

import com.typesafe.config.Config;
import dev.dermstream.audit.log.AuditConfig;
import dev.dermstream.gateway.admission.AdmissionConfig;
import dev.dermstream.gateway.oip.OipConfig;
import dev.dermstream.gateway.routing.RoutingConfig;
import dev.dermstream.gateway.screening.ScreeningLimits;
import dev.dermstream.gateway.security.AuthenticationConfig;
import dev.dermstream.gateway.web.WebConfig;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.ListenAddress;
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
 * @param audit how images are recorded
 * @param web what browsers may do
 * @param upstream the peers that work for the gateway
 * @param routing how one of them is chosen
 * @param http2 flow control and abuse limits
 * @param connections what connections may cost
 * @param tls what the port speaks
 * @param authentication who may call
 * @param internalTls what is spoken with node and index
 */
public record GatewayConfig(
    String host,
    int port,
    int eventLoops,
    Duration drainLimit,
    ScreeningLimits limits,
    AdmissionConfig admission,
    OipConfig oip,
    AuditConfig audit,
    WebConfig web,
    UpstreamConfig upstream,
    RoutingConfig routing,
    Http2Config http2,
    ConnectionConfig connections,
    TlsConfig tls,
    AuthenticationConfig authentication,
    InternalTlsConfig internalTls) {
  private static final String PATH = "dermstream.gateway";

  /**
   * @throws ConfigurationException with every problem of its part
   */
  public static GatewayConfig from(Config config) {
    UpstreamConfig upstream = UpstreamConfig.from(config);
    Http2Config http2 = Http2Config.from(config);
    InternalTlsConfig internalTls = InternalTlsConfig.from(config);
    return Settings.read(config, PATH, settings -> map(settings, upstream, http2, internalTls));
  }

  private static GatewayConfig map(
      Settings settings,
      UpstreamConfig upstream,
      Http2Config http2,
      InternalTlsConfig internalTls) {
    GatewayConfig mapped =
        new GatewayConfig(
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
            AuditConfig.read(settings),
            WebConfig.read(settings),
            upstream,
            RoutingConfig.read(settings),
            http2,
            ConnectionConfig.read(settings),
            TlsConfig.read(settings),
            AuthenticationConfig.read(settings),
            internalTls);
    settings.require(
        mapped.isProtected() || settings.flag("allow-insecure"),
        "host",
        "can be reached from other hosts, where anybody could read and call: "
            + "set tls.enabled and authentication.enabled, or allow-insecure = true");
    return mapped;
  }

  private boolean isProtected() {
    return ListenAddress.isLoopback(host) || (tls.enabled() && authentication.enabled());
  }
}
