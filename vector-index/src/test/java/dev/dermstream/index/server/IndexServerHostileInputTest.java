package dev.dermstream.index.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.ErrorInfo;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Error;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the server does with requests that nobody should send. */
class IndexServerHostileInputTest {
  @TempDir private static Path folder;
  private static Release release;

  private RunningIndex index;

  @BeforeAll
  static void makeRelease() throws IOException {
    release = Releases.make(folder);
  }

  @BeforeEach
  void start() throws IOException {
    index = new RunningIndex(release);
  }

  @AfterEach
  void stop() throws IOException {
    index.close();
  }

  static Stream<Arguments> hostileFields() {
    return Stream.of(
        hostile("INVALID_INPUT", "has dimension 0, not 2", b -> b.clearEmbedding()),
        hostile("INVALID_INPUT", "has dimension 3, not 2", b -> b.addEmbedding(0)),
        hostile(
            "INVALID_INPUT",
            "has dimension 9002, not 2",
            IndexServerHostileInputTest::addThousands),
        hostile("INVALID_INPUT", "holds NaN at position 1", b -> b.setEmbedding(1, Float.NaN)),
        hostile(
            "INVALID_INPUT",
            "holds -Infinity at position 0",
            b -> b.setEmbedding(0, Float.NEGATIVE_INFINITY)),
        hostile("INVALID_INPUT", "its length is 1.414", b -> b.setEmbedding(0, 1)),
        hostile("INVALID_INPUT", "is not normalised", b -> b.setEmbedding(1, Float.MAX_VALUE)),
        hostile("INVALID_INPUT", "has length zero", b -> b.setEmbedding(1, 0)),
        hostile(
            "INVALID_INPUT", "top_clusters must be 0 to 100, not -1", b -> b.setTopClusters(-1)),
        hostile("INVALID_INPUT", "not 101", b -> b.setTopClusters(101)),
        hostile(
            "INVALID_INPUT",
            "top_neighbors must be 0 to 100, not -2147483648",
            b -> b.setTopNeighbors(Integer.MIN_VALUE)),
        hostile("INVALID_INPUT", "top_neighbors", b -> b.setTopNeighbors(Integer.MAX_VALUE)),
        hostile(
            "INVALID_INPUT",
            "neighbor_filter asks for a modality that no training image has;"
                + " there are clinical, dermoscopy",
            b -> b.getNeighborFilterBuilder().addModality("x".repeat(10_000))),
        hostile(
            "INVALID_INPUT",
            "neighbor_filter asks for a site that no training image has; there are back, face",
            b -> b.getNeighborFilterBuilder().addSite("back").addSite("")),
        hostile(
            "INVALID_INPUT",
            "neighbor_filter.site may list 100 values, not 101",
            b -> b.getNeighborFilterBuilder().addAllSite(Collections.nCopies(101, "back"))),
        hostile("INVALID_INPUT", "request_id", b -> b.setRequestId("x".repeat(201))),
        hostile("INVALID_INPUT", "request_id", b -> b.setRequestId("two\nlines")),
        hostile("PROFILE_NOT_FOUND", "it has golden, tiny, words", b -> b.setProfile("TINY")),
        hostile("PROFILE_NOT_FOUND", "no such profile", b -> b.setProfile("../../etc")),
        hostile("PROFILE_NOT_FOUND", "no such profile", b -> b.setProfile("x".repeat(50_000))),
        hostile("UNSUPPORTED_BY_PROFILE", "words has no index", b -> b.setProfile("words")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("hostileFields")
  void refusesAHostileFieldAndServesTheNext(
      String code, String sentence, Consumer<ClassifyRequest.Builder> change) {
    ClassifyRequest.Builder request = RunningIndex.tiny(0, 1).setRequestId("r-7");
    change.accept(request);

    Error error = index.refusal(request.build());

    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getMessage()).contains(sentence).endsWith(".");
    index.assertServes();
  }

  @Test
  void namesTheRequestInARefusal() {
    assertThatThrownBy(
            () -> index.stub().classify(RunningIndex.tiny(2, 0).setRequestId("r-8").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(StatusProto.fromThrowable(e).toString()).contains("r-8"));
  }

  @Test
  void refusesAMessageOverTheLimitCompressedOrNot() {
    ClassifyRequest large = addThousands(addThousands(RunningIndex.tiny(0, 1))).build();
    assertThat(large.getSerializedSize()).isGreaterThan(RunningIndex.CONFIG.maxMessageBytes());

    for (IndexServiceGrpc.IndexServiceBlockingStub stub :
        List.of(index.stub(), index.stub().withCompression("gzip"))) {
      assertThatThrownBy(() -> stub.classify(large))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                assertThat(StatusMapping.toError(e, "").getCode()).isEqualTo("MESSAGE_TOO_LARGE");
                assertThat(StatusProto.fromThrowable(e).getDetailsList())
                    .anyMatch(detail -> detail.is(ErrorInfo.class));
              });
    }
    index.assertServes();
  }

  @Test
  void refusesBytesThatAreNoMessage() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[1 + random.nextInt(500)];
      random.nextBytes(bytes);
      // Field 0 does not exist: whatever follows, this is no message.
      bytes[0] = 0;
      assertThatThrownBy(() ->
              ClientCalls.blockingUnaryCall(
                  index.channel(), rawMethod(), CallOptions.DEFAULT, bytes))
          .as("seed 1, message %d", i)
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e ->
                  assertThat(StatusMapping.toError(e, "").getMessage())
                      .isEqualTo("The bytes are no message of this method."));
    }
    index.assertServes();
  }

  private static Arguments hostile(
      String code, String sentence, Consumer<ClassifyRequest.Builder> change) {
    return Arguments.of(code, sentence, change);
  }

  private static ClassifyRequest.Builder addThousands(ClassifyRequest.Builder request) {
    List<Float> more = new ArrayList<>();
    for (int i = 0; i < 9000; i++) {
      more.add(0f);
    }
    return request.addAllEmbedding(more);
  }

  private static MethodDescriptor<byte[], byte[]> rawMethod() {
    MethodDescriptor.Marshaller<byte[]> bytes =
        new MethodDescriptor.Marshaller<>() {
          @Override
          public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
          }

          @Override
          public byte[] parse(InputStream stream) {
            try {
              return stream.readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    return MethodDescriptor.newBuilder(bytes, bytes)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(IndexServiceGrpc.getClassifyMethod().getFullMethodName())
        .build();
  }
}
