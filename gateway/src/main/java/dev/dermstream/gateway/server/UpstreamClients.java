package dev.dermstream.gateway.server;

import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;

/** Makes the client of one event loop: it holds one connection to each peer. */
final class UpstreamClients {
  private UpstreamClients() {}

  static GrpcClient create(Vertx vertx, UpstreamConfig upstream, Http2Config http2) {
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
    return GrpcClient.builder(vertx)
        .with(transport)
        .with(new GrpcClientOptions().setMaxMessageSize(upstream.maxMessageBytes()))
        .build();
  }
}
