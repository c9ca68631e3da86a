package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.batch.v1.Output;
import dev.dermstream.batch.v1.OutputFormat;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultWritersTest {
  @TempDir private Path folder;

  @Test
  void knowsAFormByItsLocation() throws Exception {
    assertThat(open("/x/a.jsonl")).isInstanceOf(FileOutput.class);
    assertThat(open("/x/A.CSV")).isInstanceOf(FileOutput.class);
    assertThat(open("/x/a.parquet")).isInstanceOf(FileOutput.class);
    assertThat(open("jdbc:sqlite:/x/a.db")).isInstanceOf(JdbcTable.class);
    assertThat(open("jdbc:postgresql://[::1]/db?table=s.t&sslmode=require"))
        .isInstanceOf(JdbcTable.class);
    assertThatThrownBy(() -> open("/x/reports/")).hasMessageContaining("dicom-sr.codes");
    Files.createDirectory(folder.resolve("there.csv"));
    assertThatThrownBy(() -> open(folder.resolve("there.csv").toString()))
        .hasMessageContaining("dicom-sr.codes");
  }

  @Test
  void takesTheFormThatIsNamed() throws Exception {
    Path file = folder.resolve("results.txt");
    ResultWriters.open(
            Output.newBuilder()
                .setLocation(file.toString())
                .setFormat(OutputFormat.OUTPUT_FORMAT_JSONL)
                .build(),
            OutputConfig.from(Configuration.load(null)),
            TestResults::bytes)
        .write(TestResults.JOB, TestResults.of(TestResults.all()));

    assertThat(Files.readAllLines(file)).hasSize(TestResults.all().size());
  }

  @Test
  void refusesAFormThatItCannotKnow() {
    assertThatThrownBy(() -> open("/x/results.txt"))
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("/x/results.txt")
        .hasMessageContaining(".jsonl, .csv, .parquet");
    assertThatThrownBy(() -> open(" ")).hasMessageContaining("no location");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:",
        "jdbc:sqlite:/x/a.db?enable_load_extension=true",
        "jdbc:sqlite:/x/a.db?table=a;DROP",
        "jdbc:postgresql://h/d?table=a\"b",
        "jdbc:postgresql://h/d?table=t&table=u",
        "jdbc:postgresql://h/d?password=canary",
        "jdbc:postgresql://u:canary@h/d",
        "jdbc:postgresql://h/d?socketFactory=canary",
        "jdbc:postgresql:d",
        "jdbc:h2:/x"
      })
  void refusesAddressesThatCouldMeanMore(String location) {
    assertThatThrownBy(() -> open(location))
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageNotContaining("canary");
  }

  private static ResultWriter open(String location) throws IOException {
    return ResultWriters.open(
        Output.newBuilder().setLocation(location).build(),
        OutputConfig.from(Configuration.load(null)),
        TestResults::bytes);
  }
}
