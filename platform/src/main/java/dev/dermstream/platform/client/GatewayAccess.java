package dev.dermstream.platform.client;

import dev.dermstream.platform.config.Settings;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How a client of the cluster that is a server itself reaches the gateway: the section {@code
 * gateway} of its configuration.
 *
 * @param address HOST:PORT
 * @param authorities PEM file of those that vouch for the gateway; empty: those of Java
 * @param certificate PEM file that is shown to it; empty: none
 * @param key PEM file of its key
 * @param tokenFile that holds the client's token; empty: none
 */
public record GatewayAccess(
    String address,
    boolean tls,
    String authorities,
    String certificate,
    String key,
    String tokenFile) {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** Reads the section. */
  public static GatewayAccess read(Settings settings) {
    GatewayAccess read =
        new GatewayAccess(
            settings.text("gateway.address"),
            settings.flag("gateway.tls"),
            settings.text("gateway.authorities"),
            settings.text("gateway.certificate"),
            settings.text("gateway.key"),
            settings.text("gateway.token-file"));
    settings.require(!read.address.isBlank(), "gateway.address", "must not be blank");
    settings.require(
        read.certificate.isBlank() == read.key.isBlank(),
        "gateway.key",
        "belongs together with gateway.certificate");
    return read;
  }

  /**
   * Opens the channel, which connects when it is used; the caller closes it.
   *
   * @throws IOException naming the file that cannot be used
   */
  public ManagedChannel open() throws IOException {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(address, credentials());
    if (!tokenFile.isBlank()) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + Files.readString(Path.of(tokenFile)).strip());
      builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    return builder.build();
  }

  private ChannelCredentials credentials() throws IOException {
    if (!tls) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (!authorities.isBlank()) {
      credentials.trustManager(Path.of(authorities).toFile());
    }
    if (!certificate.isBlank()) {
      credentials.keyManager(Path.of(certificate).toFile(), Path.of(key).toFile());
    }
    return credentials.build();
  }
}
