package dev.dermstream.loadtest.gatling.action;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import dev.dermstream.loadtest.gatling.latency.RequestLatency;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.gatling.app.Gatling$;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run of Gatling with a user for each kind of call, against a real server on loopback. */
class GrpcActionTest {
  private static final int STREAMED = 5;
  private static final int PARALLEL = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir static Path results;
  private static Server server;
  private static ChannelPool channels;
  private static Latencies latencies;
  private static final AtomicBoolean closed = new AtomicBoolean();
  private static final Service SERVICE = new Service();

  @BeforeAll
  static void run() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(SERVICE)
            .build()
            .start();
    channels =
        ChannelPool.open(
            2,
            () ->
                NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                    .usePlaintext()
                    .directExecutor()
                    .build(),
            () -> closed.set(true));
    latencies = new Latencies(Duration.ofSeconds(5));
    Gatling$.MODULE$.fromArgs(
        new String[] {"-s", Calls.class.getName(), "-rf", results.toString(), "-nr"});
  }

  @AfterAll
  static void stop() {
    channels.close();
    assertThat(closed).isTrue();
    server.shutdownNow();
  }

  /** Public, because Gatling makes it. */
  public static final class Calls extends Simulation {
    public Calls() {
      setUp(
          user(
              1,
              GrpcCall.of(
                  "unary",
                  ScreeningServiceGrpc.getScreenMethod(),
                  session -> ScreenRequest.getDefaultInstance(),
                  PATIENCE)),
          user(
              1,
              GrpcCall.of(
                  "refused",
                  ScreeningServiceGrpc.getScreenMethod(),
                  session -> ScreenRequest.newBuilder().setProfile("refuse").build(),
                  PATIENCE)),
          user(
              1,
              GrpcCall.of(
                  "silent",
                  ScreeningServiceGrpc.getScreenMethod(),
                  session -> ScreenRequest.newBuilder().setProfile("silent").build(),
                  Duration.ofSeconds(1))),
          user(
              1,
              GrpcCall.of(
                  "server streaming",
                  ScreeningServiceGrpc.getAskMethod(),
                  session -> AskRequest.getDefaultInstance(),
                  PATIENCE)),
          user(
              1,
              GrpcCall.stream(
                  "bidirectional",
                  ScreeningServiceGrpc.getScreenStreamMethod(),
                  session -> images(),
                  PATIENCE)),
          user(
              1,
              GrpcCall.<ScreenStreamRequest, ScreenStreamResponse>stream(
                      "judged",
                      ScreeningServiceGrpc.getScreenStreamMethod(),
                      session -> images(),
                      PATIENCE)
                  .judgedBy(() -> answer -> Status.Code.UNAVAILABLE)),
          user(
              PARALLEL,
              GrpcCall.of(
                  "together",
                  ScreeningServiceGrpc.getEmbedMethod(),
                  session -> EmbedRequest.getDefaultInstance(),
                  PATIENCE)));
    }

    private static PopulationBuilder user(int users, GrpcCall<?, ?> call) {
      return scenario(call.name())
          .exec(GrpcAction.of(call, channels, latencies, Due.WHEN_SENT))
          .injectOpen(atOnceUsers(users));
    }

    private static Iterator<ScreenStreamRequest> images() {
      // More than a connection's buffers take at once, so that the messages wait for room.
      ByteString image = ByteString.copyFrom(new byte[300_000]);
      return IntStream.range(0, STREAMED)
          .mapToObj(i ->
              ScreenStreamRequest.newBuilder()
                  .setCorrelationId(String.valueOf(i))
                  .setRequest(ScreenRequest.newBuilder().setImage(image))
                  .build())
          .iterator();
    }
  }

  private static final class Service extends ScreeningServiceGrpc.ScreeningServiceImplBase {
    final CountDownLatch all = new CountDownLatch(PARALLEL);
    final AtomicInteger streamed = new AtomicInteger();

    @Override
    public void screen(ScreenRequest request, StreamObserver<ScreenResponse> out) {
      switch (request.getProfile()) {
        case "silent" -> {}
        case "refuse" ->
            out.onError(
                Status.RESOURCE_EXHAUSTED.withDescription("Full at 12:01").asRuntimeException());
        default -> {
          out.onNext(ScreenResponse.getDefaultInstance());
          out.onCompleted();
        }
      }
    }

    /** Ends only when the client has told that it has the first message. */
    @Override
    public void ask(AskRequest request, StreamObserver<AskResponse> out) {
      out.onNext(AskResponse.newBuilder().setText("first").build());
      var _ =
          Thread.startVirtualThread(() -> {
            await().until(() -> latencies.of("server streaming (first message)").answered() > 0);
            out.onNext(AskResponse.newBuilder().setText("second").build());
            out.onCompleted();
          });
    }

    @Override
    public StreamObserver<ScreenStreamRequest> screenStream(
        StreamObserver<ScreenStreamResponse> out) {
      return new StreamObserver<>() {
        @Override
        public void onNext(ScreenStreamRequest request) {
          streamed.incrementAndGet();
          out.onNext(
              ScreenStreamResponse.newBuilder()
                  .setCorrelationId(request.getCorrelationId())
                  .build());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          out.onCompleted();
        }
      };
    }

    /** Answers nobody before all have come. */
    @Override
    public void embed(EmbedRequest request, StreamObserver<EmbedResponse> out) {
      all.countDown();
      var _ =
          Thread.startVirtualThread(() -> {
            try {
              if (all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                out.onNext(EmbedResponse.getDefaultInstance());
                out.onCompleted();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }
  }

  @Test
  void aUnaryCallIsRecordedOnce() {
    RequestLatency unary = latencies.of("unary");
    assertThat(unary.answered()).isEqualTo(1);
    assertThat(unary.failed()).isZero();
    assertThat(unary.fromSend().getMaxValue()).isPositive();
    assertThat(latencies.names()).doesNotContain("unary (first message)");
  }

  @Test
  void theFirstMessageIsRecordedBeforeTheEnd() {
    // The server would not have ended otherwise.
    assertThat(latencies.of("server streaming").answered()).isEqualTo(1);
    assertThat(latencies.of("server streaming (first message)").fromSend().getMaxValue())
        .isPositive()
        .isLessThanOrEqualTo(latencies.of("server streaming").fromSend().getMaxValue());
  }

  @Test
  void aStreamOfManySendsAllAndEndsOnce() {
    assertThat(latencies.of("bidirectional").answered()).isEqualTo(1);
    assertThat(latencies.of("bidirectional (first message)").answered()).isEqualTo(1);
    assertThat(SERVICE.streamed.get()).isEqualTo(2 * STREAMED);
  }

  @Test
  void aServerThatSaysNothingFailsAtTheDeadline() {
    RequestLatency silent = latencies.of("silent");
    assertThat(silent.failures()).containsOnlyKeys(Status.Code.DEADLINE_EXCEEDED);
    assertThat(silent.answered()).isZero();
    assertThat(silent.untilFailure().getMaxValue()).isGreaterThan(900_000);
  }

  @Test
  void aRefusalCountsUnderItsCode() {
    assertThat(latencies.of("refused").failures()).containsOnlyKeys(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void anAnswerThatTellsOfAFailureMakesTheCallOne() {
    assertThat(latencies.of("judged").failures()).containsOnlyKeys(Status.Code.UNAVAILABLE);
  }

  @Test
  void usersWhoWaitKeepNobodyFromStarting() {
    // None is answered before the last has sent: a thread that waited would stop them all.
    assertThat(latencies.of("together").answered()).isEqualTo(PARALLEL);
  }

  @Test
  void everyCallThatBeganHasEnded() {
    assertThat(latencies.begun()).isEqualTo(6 + PARALLEL);
    assertThat(latencies.idle()).isTrue();
  }

  @Test
  void aPoolHasTheSizeThatIsAskedFor() {
    assertThat(channels.size()).isEqualTo(2);
    assertThat(List.of(channels.next(), channels.next())).doesNotHaveDuplicates();
  }
}
