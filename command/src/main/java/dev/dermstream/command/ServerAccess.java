package dev.dermstream.command;

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
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a running gateway is reached: in clear text or over TLS, with or without a token. A token
 * comes from a file or the environment, never from the command line, where other users of the host
 * could read it.
 */
final class ServerAccess {
  private static final String TOKEN_VARIABLE = "DERMSTREAM_TOKEN";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @Option(
      names = "--tls",
      description = "Reach --server over TLS; implied by the options that need it.")
  boolean tls;

  @Option(
      names = "--authorities",
      paramLabel = "FILE",
      description = "PEM file of authorities that vouch for --server; those of Java if not given.")
  @Nullable Path authorities;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "PEM file of the certificate to show to --server.")
  @Nullable Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "PEM file of its key, PKCS #8.")
  @Nullable Path key;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File that holds the token for --server; else " + TOKEN_VARIABLE + " is used.")
  @Nullable Path tokenFile;

  private final Map<String, String> environment;

  ServerAccess() {
    this(System.getenv());
  }

  ServerAccess(Map<String, String> environment) {
    this.environment = environment;
  }

  /** In clear text and without a token, for a gateway of this process. */
  static ManagedChannel plain(String address) {
    return NettyChannelBuilder.forTarget(address).usePlaintext().build();
  }

  /**
   * @throws IOException if a file cannot be read
   */
  ManagedChannel open(String address) throws IOException {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(address, credentials());
    String token = token();
    if (!token.isEmpty()) {
      Metadata headers = new Metadata();
      headers.put(AUTHORIZATION, "Bearer " + token);
      builder.intercept(MetadataUtils.newAttachHeadersInterceptor(headers));
    }
    return builder.build();
  }

  private ChannelCredentials credentials() throws IOException {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--certificate and --key belong together");
    }
    if (!tls && authorities == null && certificate == null) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (authorities != null) {
      credentials.trustManager(authorities.toFile());
    }
    if (certificate != null && key != null) {
      credentials.keyManager(certificate.toFile(), key.toFile());
    }
    return credentials.build();
  }

  private String token() throws IOException {
    return tokenFile == null
        ? environment.getOrDefault(TOKEN_VARIABLE, "").strip()
        : Files.readString(tokenFile).strip();
  }
}
