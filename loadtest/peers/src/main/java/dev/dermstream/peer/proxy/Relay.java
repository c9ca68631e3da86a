package dev.dermstream.peer.proxy;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;

/**
 * One call on its way through. A message is asked for on one side when the other can take it. The
 * deadline and the cancellation of the caller go on by gRPC's context.
 */
final class Relay extends ServerCall.Listener<byte[]> {
  private final ServerCall<byte[], byte[]> caller;
  private final ClientCall<byte[], byte[]> server;
  private boolean callerWaits;
  private boolean serverWaits;

  private Relay(ServerCall<byte[], byte[]> caller, ClientCall<byte[], byte[]> server) {
    this.caller = caller;
    this.server = server;
  }

  static Relay start(Channel channel, ServerCall<byte[], byte[]> caller, Metadata headers) {
    MethodDescriptor<byte[], byte[]> method = caller.getMethodDescriptor();
    Relay relay = new Relay(caller, channel.newCall(method, CallOptions.DEFAULT));
    relay.server.start(relay.new Answers(), headers);
    relay.server.request(1);
    caller.request(1);
    return relay;
  }

  @Override
  public void onMessage(byte[] message) {
    server.sendMessage(message);
    synchronized (this) {
      callerWaits = !server.isReady();
      if (callerWaits) {
        return;
      }
    }
    caller.request(1);
  }

  @Override
  public void onHalfClose() {
    server.halfClose();
  }

  @Override
  public void onCancel() {
    server.cancel("The caller cancelled", null);
  }

  @Override
  public void onReady() {
    synchronized (this) {
      if (!serverWaits) {
        return;
      }
      serverWaits = false;
    }
    server.request(1);
  }

  private final class Answers extends ClientCall.Listener<byte[]> {
    @Override
    public void onHeaders(Metadata headers) {
      caller.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      caller.sendMessage(message);
      synchronized (Relay.this) {
        serverWaits = !caller.isReady();
        if (serverWaits) {
          return;
        }
      }
      server.request(1);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      caller.close(status, trailers);
    }

    @Override
    public void onReady() {
      synchronized (Relay.this) {
        if (!callerWaits) {
          return;
        }
        callerWaits = false;
      }
      caller.request(1);
    }
  }
}
