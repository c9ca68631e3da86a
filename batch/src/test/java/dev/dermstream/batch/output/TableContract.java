package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.batch.v1.Job;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a table keeps in either database. */
abstract class TableContract extends ResultWriterContract {
  abstract Connection connect() throws Exception;

  final void execute(String sql) throws Exception {
    try (Connection database = connect();
        Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void leavesTheRowsOfOtherJobs() throws Exception {
    Job other = TestResults.JOB.toBuilder().setJobId("job-0002").build();
    String alone = written(TestResults.all());
    writer().write(other, TestResults.of(TestResults.all()));
    String both = held(location());

    assertThat(both).contains("job-0001", "job-0002");
    writer().write(other, TestResults.of(List.of()));
    assertThat(held(location())).isEqualTo(alone);
  }

  @Test
  void namesTheColumnsThatAreMissing() throws Exception {
    writer().check();
    execute("ALTER TABLE results_x DROP COLUMN summary");
    execute("ALTER TABLE results_x DROP COLUMN notice");

    assertThatThrownBy(() -> writer().check())
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("lacks the columns notice, summary");
  }

  @Test
  void findsOutThatATableWantsMore() throws Exception {
    writer().check();
    execute("ALTER TABLE results_x ADD COLUMN ward text NOT NULL DEFAULT 'x'");
    execute("CREATE UNIQUE INDEX results_once ON results_x (outcome)");

    assertThatThrownBy(() -> writer().write(TestResults.JOB, TestResults.of(TestResults.all())))
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("does not take the results")
        .hasMessageNotContaining("ANSWERED");
  }
}
