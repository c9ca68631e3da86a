package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with bytes that nobody should send, and with the next request. */
class NodeServerHostileInputTest {
  private static final int LIMIT = 1 << 20;
  @TempDir static Path folder;

  private static RunningNode node;

  @BeforeAll
  static void start() throws IOException {
    node =
        new RunningNode(Releases.make(folder), "generate.max-sequences = 1, max-message = 1 MiB");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @AfterEach
  void theNextRequestIsServed() {
    List<InferResponse> messages =
        node.infer(RunningNode.request(Releases.BASE).setEmbeddingOnly(true).build());
    assertThat(messages.getFirst().hasEncoded()).isTrue();
  }

  @Test
  void refusesBytesThatAreNoMessage() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[1 + random.nextInt(500)];
      random.nextBytes(bytes);
      // Field 0 does not exist: whatever follows, this is no message.
      bytes[0] = 0;
      assertRefused("seed 1, message " + i, ErrorCode.INVALID_INPUT, () -> send(bytes));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT, 8 * LIMIT})
  void refusesAMessageOverTheLimit(int imageBytes) {
    InferRequest large = request(imageBytes);

    assertRefused("plain", ErrorCode.MESSAGE_TOO_LARGE, () -> node.infer(large));
  }

  @Test
  void refusesAMessageThatInflatesOverTheLimit() {
    InferRequest large = request(100 * LIMIT);

    assertRefused(
        "gzip",
        ErrorCode.MESSAGE_TOO_LARGE,
        () -> node.stub().withCompression("gzip").infer(large).forEachRemaining(message -> {}));
  }

  /** The code as the details name it, not as it may be guessed from the status. */
  private static void assertRefused(String what, ErrorCode code, ThrowingCallable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(refusal).as(what).isNotNull();
    assertThat(StatusProto.fromThrowable(refusal).getDetailsList())
        .as(what)
        .contains(
            Any.pack(
                ErrorInfo.newBuilder()
                    .setReason(code.name())
                    .setDomain(StatusMapping.DOMAIN)
                    .putMetadata("retryable", "false")
                    .build()));
    assertThat(refusal.getStatus().getCode()).as(what).isEqualTo(code.statusCode());
  }

  private static InferRequest request(int imageBytes) {
    return RunningNode.request(Releases.BASE)
        .setImage(ByteString.copyFrom(new byte[imageBytes]))
        .build();
  }

  private static void send(byte[] bytes) {
    MethodDescriptor<byte[], InferResponse> method =
        NodeServiceGrpc.getInferMethod().toBuilder(
                new Raw(), NodeServiceGrpc.getInferMethod().getResponseMarshaller())
            .build();
    ClientCalls.blockingServerStreamingCall(node.channel, method, CallOptions.DEFAULT, bytes)
        .forEachRemaining(message -> {});
  }

  /** Sends bytes as they are. */
  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("A client parses no requests");
    }
  }
}
