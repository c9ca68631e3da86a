package dev.dermstream.gateway.server;

import dev.dermstream.platform.security.TlsMaterial;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the client of one event loop: it holds one connection to each peer. */
final class UpstreamClients {
  private UpstreamClients() {}

  /**
   * @param tls shown to peers and judging them, null for clear text
   */
  static GrpcClient create(
      Vertx vertx, UpstreamConfig upstream, Http2Config http2, @Nullable TlsMaterial tls) {
    HttpClientOptions transport =
        new HttpClientOptions()
            // The builder would otherwise speak HTTP/1.1 and ask for an upgrade.
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setHttp2ClearTextUpgrade(false)
            .setConnectTimeout((int) upstream.connectTimeout().toMillis())
            .setTcpNoDelay(true)
            .setHttp2ConnectionWindowSize(http2.connectionWindowBytes())
            .setInitialSettings(
                new Http2Settings().setInitialWindowSize(http2.streamWindowBytes()));
    if (tls != null) {
      transport
          .setSsl(true)
          .setUseAlpn(true)
          .setEnabledSecureTransportProtocols(Set.of(TlsMaterial.PROTOCOL))
          .setKeyCertOptions(KeyCertOptions.wrap(tls.keyManager()))
          .setTrustOptions(TrustOptions.wrap(tls.trustManager()))
          // The trust manager judges by the names that are configured: peers come and go under any
          // address.
          .setVerifyHost(false);
    }
    return GrpcClient.builder(vertx)
        .with(transport)
        .with(new GrpcClientOptions().setMaxMessageSize(upstream.maxMessageBytes()))
        .build();
  }
}
