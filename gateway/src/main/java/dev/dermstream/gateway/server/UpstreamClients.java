package dev.dermstream.gateway.server;

import dev.dermstream.platform.security.TlsMaterial;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.Address;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientOptions;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.client.impl.GrpcClientImpl;
import io.vertx.grpc.client.impl.GrpcClientRequestImpl;
import io.vertx.grpc.common.ServiceMethod;
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
                new Http2Settings()
                    .setInitialWindowSize(http2.streamWindowBytes())
                    .setMaxFrameSize(http2.maxFrameBytes()));
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
    return new UpstreamClient(
        vertx,
        vertx
            .httpClientBuilder()
            .with(transport)
            .withConnectHandler(ConnectionTuning::upstream)
            .build(),
        upstream.maxMessageBytes());
  }

  /** Makes requests that send their messages as they lie. */
  private static final class UpstreamClient extends GrpcClientImpl {
    private final HttpClient transport;
    private final int maxMessageBytes;

    UpstreamClient(Vertx vertx, HttpClient transport, int maxMessageBytes) {
      super(vertx, new GrpcClientOptions().setMaxMessageSize(maxMessageBytes), transport, true);
      this.transport = transport;
      this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public <Q, A> Future<GrpcClientRequest<Q, A>> request(
        Address peer, ServiceMethod<A, Q> method) {
      return transport
          .request(new RequestOptions().setMethod(HttpMethod.POST).setServer(peer))
          .map(request -> UpstreamRequest.open(request, method, maxMessageBytes));
    }
  }

  /**
   * Sends the prefix and the message after it as one piece of two parts. That of Vert.x 5.0.7
   * copies the message behind its prefix.
   */
  private static final class UpstreamRequest<Q, A> extends GrpcClientRequestImpl<Q, A> {
    private static final int PREFIX = 5;
    private final HttpClientRequest transport;

    private UpstreamRequest(
        HttpClientRequest transport, ServiceMethod<A, Q> method, int maxMessageBytes) {
      super(transport, maxMessageBytes, false, method.encoder(), method.decoder());
      this.transport = transport;
    }

    static <Q, A> GrpcClientRequest<Q, A> open(
        HttpClientRequest transport, ServiceMethod<A, Q> method, int maxMessageBytes) {
      UpstreamRequest<Q, A> request = new UpstreamRequest<>(transport, method, maxMessageBytes);
      request.init();
      return request.serviceName(method.serviceName()).methodName(method.methodName());
    }

    @Override
    protected Future<Void> sendMessage(Buffer message, boolean compressed) {
      ByteBuf prefix =
          Unpooled.buffer(PREFIX).writeByte(compressed ? 1 : 0).writeInt(message.length());
      return transport.write(
          BufferInternal.buffer(
              Unpooled.wrappedBuffer(prefix, ((BufferInternal) message).getByteBuf())));
    }
  }
}
