package dev.dermstream.loadtest.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Report;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The client counts what it must, with gateways that misbehave on purpose. */
class CountingClientTest {
  private static final Picture PICTURE = new Picture(0, ByteString.EMPTY, 20, 10, "");
  private static final Report RIGHT = report(20, 70);

  private final Ledger ledger = new Ledger(Duration.ofSeconds(1));

  @Test
  void rightAnswersAreAnsweredAtOnce() throws InterruptedException {
    Counts counts = ask(List.of(answering(RIGHT)));

    assertThat(counts.atOnce()).isPositive().isEqualTo(counts.sent());
    assertThat(counts.isRight()).isTrue();
  }

  @Test
  void aRetryableRefusalIsAskedAgainAtTheOtherGateway() throws InterruptedException {
    Counts counts =
        ask(
            List.of(
                ending(Ending.of(StatusMapping.error(ErrorCode.DRAINING, "", ""))),
                answering(RIGHT)));

    assertThat(counts.later()).isPositive();
    assertThat(counts.atOnce() + counts.later()).isEqualTo(counts.sent());
    assertThat(counts.causes()).containsOnlyKeys("DRAINING");
    assertThat(counts.isRight()).isTrue();
  }

  @Test
  void anotherStatusIsAFailure() throws InterruptedException {
    Counts counts = ask(List.of(ending(Ending.of(Status.INTERNAL.asRuntimeException()))));

    assertThat(counts.failed()).isPositive().isEqualTo(counts.sent());
    assertThat(counts.isRight()).isFalse();
  }

  @Test
  void theAnswerToAnotherPictureIsWrong() throws InterruptedException {
    assertThat(ask(List.of(answering(report(21, 70)))).wrong()).isPositive();
    assertThat(ask(List.of(answering(report(20, 71)))).wrong()).isPositive();
  }

  @Test
  void aSecondAnswerIsDoubled() throws InterruptedException {
    Door twice =
        attempt -> {
          attempt.end(new Ending.Answered(RIGHT));
          attempt.end(new Ending.Answered(RIGHT));
        };

    Counts counts = ask(List.of(twice));

    assertThat(counts.doubled()).isPositive().isEqualTo(counts.sent());
    assertThat(counts.isRight()).isFalse();
  }

  @Test
  void silenceUntilTheDeadlineIsALoss() throws InterruptedException {
    Counts counts = ask(List.of(ending(new Ending.Silent())));

    assertThat(counts.lost()).isPositive().isEqualTo(counts.sent());
    assertThat(counts.isRight()).isFalse();
  }

  private Counts ask(List<Door> gateways) throws InterruptedException {
    List<CountingClient.Gateway> doors =
        gateways.stream().map(door -> new CountingClient.Gateway(door, door)).toList();
    try (CountingClient client =
        new CountingClient("test", doors, List.of(ExpectedAnswer.of(PICTURE, RIGHT)), ledger)) {
      client.start(200);
      await().until(() -> ledger.counts(0, 0).sent() >= 30);
      client.stop();
    }
    return ledger.counts(0, 0);
  }

  private static Door answering(Report report) {
    return ending(new Ending.Answered(report));
  }

  private static Door ending(Ending ending) {
    return attempt -> attempt.end(ending);
  }

  private static Report report(int width, double percent) {
    return Report.newBuilder()
        .setImage(ImageInfo.newBuilder().setWidth(width).setHeight(10))
        .addClassConfidence(ClassConfidence.newBuilder().setConfidencePercent(percent))
        .build();
  }
}
