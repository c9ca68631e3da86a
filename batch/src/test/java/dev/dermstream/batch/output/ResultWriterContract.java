package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every form of output keeps. */
abstract class ResultWriterContract {
  @TempDir Path folder;

  /** A place that is not there yet. */
  abstract String location();

  /** What the place holds, so that two that hold the same are equal. */
  abstract String held(String location) throws Exception;

  /** Fails if anything lies about that is not the output. */
  abstract void assertNothingElse() throws Exception;

  OutputConfig config() throws IOException {
    return OutputConfig.from(Configuration.load(null));
  }

  final ResultWriter writer() throws IOException {
    return open(location());
  }

  final ResultWriter open(String location) throws IOException {
    return ResultWriters.open(
        Output.newBuilder().setLocation(location).build(), config(), TestResults::bytes);
  }

  final String written(List<ImageResult> results) throws Exception {
    ResultWriter writer = writer();
    writer.check();
    Written written = writer.write(TestResults.JOB, TestResults.of(results));
    assertThat(written.leftOut()).isZero();
    assertNothingElse();
    return held(location());
  }

  @Test
  void holdsTheSameForTheSameResults() throws Exception {
    String first = written(TestResults.all());

    assertThat(written(TestResults.all())).isEqualTo(first);
    assertThat(first).isNotEqualTo(written(TestResults.all().subList(0, 6)));
  }

  @Test
  void holdsWhatWasWrittenLast() throws Exception {
    String few = written(TestResults.all().subList(0, 2));
    written(TestResults.all());

    assertThat(written(TestResults.all().subList(0, 2))).isEqualTo(few);
  }

  @Test
  void keepsWhatItHeldWhenTheResultsFail() throws Exception {
    String before = written(TestResults.all().subList(0, 2));
    IOException failure = new IOException("the ledger is away");
    Results failing =
        reader -> {
          for (ImageResult result : TestResults.many(700)) {
            reader.read(result);
          }
          throw failure;
        };

    assertThatThrownBy(() -> writer().write(TestResults.JOB, failing)).isSameAs(failure);
    assertNothingElse();
    assertThat(held(location())).isEqualTo(before);
  }

  @Test
  void keepsWhatItHeldWhenItIsInterrupted() throws Exception {
    String before = written(TestResults.all().subList(0, 2));
    Results interrupted =
        reader -> {
          for (ImageResult result : TestResults.all()) {
            if (result.getPosition() == 3) {
              Thread.currentThread().interrupt();
            }
            reader.read(result);
          }
        };

    assertThatThrownBy(() -> writer().write(TestResults.JOB, interrupted))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertNothingElse();
    assertThat(held(location())).isEqualTo(before);
  }

  @Test
  void holdsNothingOfNoResults() throws Exception {
    String none = written(List.of());

    assertThat(none).isNotEqualTo(written(TestResults.all()));
    assertThat(written(List.of())).isEqualTo(none);
  }

  @Test
  void takesAHugeSummary() throws Exception {
    ImageResult.Builder result = TestResults.answered(0);
    result.getReportBuilder().setSummary("가나다 ".repeat(100_000) + "end-of-it");

    assertThat(written(List.of(result.build()))).contains("end-of-it");
  }

  @Test
  void changesNothingByACheck() throws Exception {
    String before = written(TestResults.all());

    writer().check();

    assertNothingElse();
    assertThat(held(location())).isEqualTo(before);
  }
}
