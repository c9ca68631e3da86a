package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.loadtest.process.ServerUnderTest;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The methods that are called, with the same pictures for each. */
final class Doors {
  /** One for each event loop of a gateway on a small machine. */
  private static final int CONNECTIONS = 2;

  private final List<Exchange> modelInfers;
  private final List<Exchange> infers;
  private final List<Exchange> screens;

  Doors(List<byte[]> pictures) {
    modelInfers = pictures.stream().map(Exchange::modelInfer).toList();
    infers = pictures.stream().map(Exchange::infer).toList();
    screens = pictures.stream().map(Exchange::screen).toList();
  }

  List<ManagedChannel> clear(ServerUnderTest server) {
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      channels.add(Channels.open(server.port()));
    }
    return channels;
  }

  List<ManagedChannel> tls(ServerUnderTest server, ServerCertificate certificate)
      throws IOException {
    List<ManagedChannel> channels = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      channels.add(Channels.open(server.port(), certificate.certificate(), ServerCertificate.NAME));
    }
    return channels;
  }

  ByteClient modelInfer(List<ManagedChannel> channels) {
    return client(
        channels, GRPCInferenceServiceGrpc.getModelInferMethod(), MethodType.UNARY, modelInfers);
  }

  ByteClient infer(List<ManagedChannel> channels) {
    return client(channels, NodeServiceGrpc.getInferMethod(), MethodType.SERVER_STREAMING, infers);
  }

  ByteClient screen(List<ManagedChannel> channels) {
    return client(channels, ScreeningServiceGrpc.getScreenMethod(), MethodType.UNARY, screens);
  }

  private static ByteClient client(
      List<ManagedChannel> channels,
      MethodDescriptor<?, ?> method,
      MethodType type,
      List<Exchange> exchanges) {
    return new ByteClient(channels, Wire.method(method.getFullMethodName(), type), exchanges);
  }
}
