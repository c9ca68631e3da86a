package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many images in one stream, through the door. */
class ScreenStreamTest {
  private static final int MOST_IN_FLIGHT = 4;
  private static final int SECONDS = 60;
  private TestCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new TestCluster("max-in-flight-per-stream = " + MOST_IN_FLIGHT);
  }

  @AfterEach
  void theNextRequestIsServed() {
    try {
      cluster.node.script = ScriptedNode::answer;
      cluster.index.script = ScriptedIndex.answer(ScriptedNode.RELEASE);
      assertThat(cluster.stub().screen(TestCluster.image()).getReport().getDisposition())
          .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    } finally {
      cluster.close();
    }
  }

  @Test
  void everyImageHasItsEventsInOrderAndTheStreamEndsAfterTheLast() throws Exception {
    StreamClient client = open();
    for (int i = 0; i < 50; i++) {
      client.send("c" + i, "image");
    }
    client.halfClose();

    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
    for (int i = 0; i < 50; i++) {
      assertThat(client.kindsOf("c" + i))
          .containsExactly(EventCase.ACCEPTED, EventCase.SCORED, EventCase.REPORT);
    }
    assertThat(
            client.of(EventCase.ACCEPTED).stream()
                .map(event -> event.getAccepted().getRequestId())
                .distinct())
        .hasSize(50);
  }

  @Test
  void outcomesOfOneStreamStayApart() throws Exception {
    cluster.node.script =
        (request, out) -> {
          switch (request.getImage().toStringUtf8()) {
            case "truncated" -> ScriptedNode.reject(request, out);
            case "overloaded" -> ScriptedNode.fail(ErrorCode.OVERLOADED, "Full.").run(request, out);
            case "broken" -> out.onError(new IllegalStateException("bug"));
            default -> ScriptedNode.answer(request, out);
          }
        };
    StreamClient client = open();
    client
        .send("good", "image")
        .send("cut", "truncated")
        .send("full", "overloaded")
        .send("bug", "broken")
        .send("empty", ScreenRequest.getDefaultInstance())
        .send("", "image")
        .send("x".repeat(201), "image")
        .send("profile", TestCluster.image().toBuilder().setProfile("p".repeat(200)).build())
        .send("good2", "image")
        .halfClose();

    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(last(client, "good").getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(last(client, "good2").getReport().getDisposition())
        .isEqualTo(Disposition.DISPOSITION_ANSWERED);
    assertThat(last(client, "cut").getReport().getRejection().getCode())
        .isEqualTo("TRUNCATED_IMAGE");
    assertThat(last(client, "empty").getReport().getRejection().getCode()).isEqualTo("EMPTY_IMAGE");
    assertThat(last(client, "full").getError().getCode()).isEqualTo("OVERLOADED");
    assertThat(last(client, "full").getError().getRetryable()).isTrue();
    assertThat(last(client, "bug").getError().getCode()).isEqualTo("INTERNAL");
    assertThat(last(client, "profile").getError().getCode()).isEqualTo("INVALID_INPUT");
    assertThat(client.kindsOf("")).containsExactly(EventCase.ERROR, EventCase.ERROR);
    assertThat(cluster.node.requests).hasSize(5);
  }

  @Test
  void aCorrelationIdInFlightCannotBeUsedAgainButLaterItCan() throws Exception {
    cluster.node.script = ScriptedNode::silent;
    StreamClient client = open();
    client.send("same", "first");
    await().until(() -> cluster.node.open.size() == 1);
    client.send("same", "second");
    await().until(() -> !client.of(EventCase.ERROR).isEmpty());

    assertThat(client.of(EventCase.ERROR).getFirst().getError().getCode())
        .isEqualTo("INVALID_INPUT");
    cluster.node.script = ScriptedNode::answer;
    ScriptedNode.answer(cluster.node.requests.peek(), cluster.node.open.peek());
    await().until(() -> client.of(EventCase.REPORT).size() == 1);
    client.send("same", "third").halfClose();

    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(client.of(EventCase.REPORT)).hasSize(2);
  }

  @Test
  void noMoreImagesAreTakenThanThereIsRoomFor() throws Exception {
    cluster.node.script = ScriptedNode::silent;
    StreamClient client = open();
    ScreenRequest large =
        ScreenRequest.newBuilder().setImage(ByteString.copyFrom(new byte[400_000])).build();
    AtomicInteger sent = new AtomicInteger();
    await()
        .during(Duration.ofMillis(500))
        .atMost(SECONDS, TimeUnit.SECONDS)
        .until(() -> {
          boolean held = !client.isWritable();
          while (client.isWritable()) {
            client.send("c" + sent.getAndIncrement(), large);
          }
          return held
              && cluster.node.open.size() == MOST_IN_FLIGHT
              && client.of(EventCase.ACCEPTED).size() == MOST_IN_FLIGHT;
        });
    assertThat(cluster.node.requests).hasSize(MOST_IN_FLIGHT);
    assertThat(client.of(EventCase.ACCEPTED)).hasSize(MOST_IN_FLIGHT);
    // Beyond those in flight: the stream's window of 1 MiB and what the client itself holds.
    assertThat(sent.get()).isLessThan(MOST_IN_FLIGHT + 8);

    int total = sent.get();
    client.halfClose();
    int answered = 0;
    while (answered < total) {
      await().until(() -> !cluster.node.open.isEmpty());
      assertThat(cluster.node.requests.size() - answered).isLessThanOrEqualTo(MOST_IN_FLIGHT);
      ScriptedNode.answer(InferRequest.getDefaultInstance(), cluster.node.open.remove());
      answered++;
    }

    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(client.of(EventCase.REPORT)).hasSize(total);
  }

  @Test
  void aCallerThatDoesNotReadIsNotServedFurther() throws Exception {
    String novel = "word ".repeat(20_000);
    cluster.node.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          out.onNext(ScriptedNode.finished(novel));
          out.onCompleted();
        };
    StreamClient client = StreamClient.open(cluster.asyncStub(), false);
    int images = 400;
    for (int i = 0; i < images; i++) {
      client.send("c" + i, "image");
    }
    client.halfClose();
    await()
        .during(500, TimeUnit.MILLISECONDS)
        .atMost(SECONDS, TimeUnit.SECONDS)
        .until(
            new java.util.concurrent.Callable<>() {
              private int before = -1;

              @Override
              public Boolean call() {
                int now = cluster.node.requests.size();
                boolean still = now == before;
                before = now;
                return still && now > 0;
              }
            });
    assertThat(cluster.node.requests.size()).isLessThan(images);

    client.read(Integer.MAX_VALUE);

    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(client.of(EventCase.REPORT)).hasSize(images);
  }

  @Test
  void aCallerThatDoesNotReadCanOnlySendWhatIsBounded() throws Exception {
    String novel = "word ".repeat(20_000);
    String picture = "x".repeat(100_000);
    cluster.node.script =
        (request, out) -> {
          out.onNext(ScriptedNode.encoded(ScriptedNode.RELEASE));
          out.onNext(ScriptedNode.finished(novel));
          out.onCompleted();
        };
    StreamClient client = StreamClient.open(cluster.asyncStub(), false);
    AtomicInteger sent = new AtomicInteger();
    await()
        .during(1, TimeUnit.SECONDS)
        .atMost(SECONDS, TimeUnit.SECONDS)
        .until(() -> {
          boolean held = !client.isWritable();
          while (client.isWritable() && sent.get() < 1000) {
            client.send("c" + sent.getAndIncrement(), picture);
          }
          return held;
        });

    // Of 100 MB: what is worked on, and what lies in the windows and buffers on both ways.
    assertThat(sent.get()).isLessThan(200);
    assertThat(cluster.node.requests.size()).isLessThan(150);
    client.halfClose();
    client.read(Integer.MAX_VALUE);
    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(client.of(EventCase.REPORT)).hasSize(sent.get());
  }

  @Test
  void cancellationReachesTheNodeForEveryImage() {
    cluster.node.script = ScriptedNode::encodeOnly;
    cluster.index.script = ScriptedIndex::silent;
    StreamClient client = open();
    client.send("a", "1").send("b", "2").send("c", "3");
    await().until(() -> cluster.index.requests.size() == 3);

    client.cancel();

    await().until(() -> cluster.node.cancelled.get() == 3 && cluster.index.cancelled.get() == 3);
  }

  @Test
  void anImageThatIsGivenUpStopsAloneAndMakesRoom() throws Exception {
    cluster.node.script = ScriptedNode::silent;
    StreamClient stream = StreamClient.open(cluster.asyncStub());
    for (int i = 0; i <= MOST_IN_FLIGHT; i++) {
      stream.send("image-" + i, "image");
    }
    await().until(() -> cluster.node.requests.size() == MOST_IN_FLIGHT);
    stream.halfClose();
    StreamClient other = StreamClient.open(cluster.asyncStub());
    for (int i = 0; i < MOST_IN_FLIGHT; i++) {
      other.send("image-" + i, "image");
    }
    await().until(() -> cluster.node.requests.size() == 2 * MOST_IN_FLIGHT);

    // All places of this stream are taken, and it is heard all the same.
    other.giveUp("image-1");
    other.giveUp("never-sent");
    await().until(() -> cluster.node.cancelled.get() == 1);
    await().until(() -> !other.of(EventCase.ERROR).isEmpty());
    assertThat(other.of(EventCase.ERROR))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getCorrelationId()).isEqualTo("image-1");
          assertThat(event.getError().getCode()).isEqualTo("CANCELLED");
        });
    other.send("image-1", "image");
    await().until(() -> cluster.node.open.size() == 2 * MOST_IN_FLIGHT + 1);
    other.halfClose();

    List<ServerCallStreamObserver<InferResponse>> silent = List.copyOf(cluster.node.open);
    cluster.node.script = ScriptedNode::answer;
    silent.stream()
        .filter(open -> !open.isCancelled())
        .forEach(open -> ScriptedNode.answer(InferRequest.getDefaultInstance(), open));
    assertThat(stream.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(other.status.get(20, TimeUnit.SECONDS).isOk()).isTrue();
    assertThat(stream.of(EventCase.REPORT)).hasSize(MOST_IN_FLIGHT + 1);
    assertThat(other.of(EventCase.REPORT)).hasSize(MOST_IN_FLIGHT);
  }

  @Test
  void theDeadlineOfTheStreamEndsIt() throws Exception {
    // The way is open, so that the deadline passes at the node.
    assertThat(cluster.stub().screen(TestCluster.image()).hasReport()).isTrue();
    cluster.node.script = ScriptedNode::silent;
    StreamClient client =
        StreamClient.open(cluster.asyncStub().withDeadlineAfter(2, TimeUnit.SECONDS));
    client.send("a", "1");

    assertThat(client.status.get(SECONDS, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    await().until(() -> cluster.node.cancelled.get() == 1);
  }

  private StreamClient open() {
    return StreamClient.open(cluster.asyncStub());
  }

  private static ScreenStreamResponse last(StreamClient client, String correlationId) {
    return client.events.stream()
        .filter(event -> event.getCorrelationId().equals(correlationId))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
