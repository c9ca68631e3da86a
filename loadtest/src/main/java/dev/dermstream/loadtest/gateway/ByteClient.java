package dev.dermstream.loadtest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.loadtest.load.Client;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sends prepared messages over a few connections in turn. An answer for another picture is a
 * failure.
 */
final class ByteClient implements Client {
  private static final int MOST_MESSAGES = 16;

  private final List<ManagedChannel> channels;
  private final MethodDescriptor<byte[], byte[]> method;
  private final List<Exchange> exchanges;

  ByteClient(
      List<ManagedChannel> channels,
      MethodDescriptor<byte[], byte[]> method,
      List<Exchange> exchanges) {
    this.channels = List.copyOf(channels);
    this.method = method;
    this.exchanges = List.copyOf(exchanges);
  }

  @Override
  public CompletableFuture<?> call(int index) {
    Exchange exchange = exchanges.get(index % exchanges.size());
    ClientCall<byte[], byte[]> call =
        channels
            .get(index % channels.size())
            .newCall(
                method,
                CallOptions.DEFAULT.withDeadlineAfter(
                    Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    Answer answer = new Answer(exchange.check());
    call.start(answer, new Metadata());
    call.request(MOST_MESSAGES);
    call.sendMessage(exchange.request());
    call.halfClose();
    return answer.whole;
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private static final class Answer extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<List<byte[]>> whole = new CompletableFuture<>();
    private final List<byte[]> messages = new ArrayList<>(2);
    private final Exchange.Check check;

    Answer(Exchange.Check check) {
      this.check = check;
    }

    @Override
    public void onMessage(byte[] message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!status.isOk()) {
        whole.completeExceptionally(status.asRuntimeException());
        return;
      }
      try {
        if (check.isRight(messages)) {
          whole.complete(messages);
        } else {
          whole.completeExceptionally(
              new IllegalStateException("An answer for another picture, or of another form"));
        }
      } catch (InvalidProtocolBufferException e) {
        whole.completeExceptionally(e);
      }
    }
  }
}
