package dev.dermstream.batch.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.batch.v1.JobState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The table of jobs. */
final class Jobs {
  private static final String SELECT =
      "SELECT id, spec, state, reason, pinned, submitted, ended FROM batch_job";
  private static final Set<JobState> ENDS =
      Set.of(JobState.JOB_STATE_COMPLETED, JobState.JOB_STATE_CANCELLED, JobState.JOB_STATE_FAILED);

  private Jobs() {}

  /** A job whose row is locked until the transaction ends. */
  record Locked(long number, JobState state, long listing) {
    /** Whether files of this listing are still noted. */
    boolean isListedBy(long number) {
      return state == JobState.JOB_STATE_LISTING && listing == number;
    }
  }

  /**
   * Keeps others from changing the job and its files until the transaction ends.
   *
   * @throws IllegalArgumentException if there is no such job
   */
  static Locked lock(Sql sql, String id) throws SQLException {
    return sql.first(
            "SELECT number, state, listing FROM batch_job WHERE id = ?" + sql.dialect().forUpdate(),
            row -> new Locked(row.getLong(1), state(row.getInt(2)), row.getLong(3)),
            id)
        .orElseThrow(() -> none(id));
  }

  /**
   * The number by which the other tables know the job.
   *
   * @throws IllegalArgumentException if there is no such job
   */
  static long number(Sql sql, String id) throws SQLException {
    return sql.first("SELECT number FROM batch_job WHERE id = ?", row -> row.getLong(1), id)
        .orElseThrow(() -> none(id));
  }

  static IllegalArgumentException none(String id) {
    return new IllegalArgumentException("The ledger has no job " + id);
  }

  static JobRecord create(Sql sql, JobRecord job) throws SQLException {
    sql.update(
        "INSERT INTO batch_job (id, spec, state, reason, pinned, submitted, ended)"
            + " VALUES (?, ?, ?, ?, ?, ?, CAST(? AS BIGINT)) ON CONFLICT (id) DO NOTHING",
        job.id(),
        job.spec().toByteArray(),
        job.state().getNumber(),
        job.reason(),
        job.release(),
        job.submitted().toEpochMilli(),
        job.ended() == null ? null : job.ended().toEpochMilli());
    return find(sql, job.id()).orElseThrow();
  }

  static Optional<JobRecord> find(Sql sql, String id) throws SQLException {
    return sql.first(SELECT + " WHERE id = ?", Jobs::read, id);
  }

  static List<JobRecord> all(Sql sql) throws SQLException {
    return sql.list(SELECT + " ORDER BY submitted DESC, number DESC", Jobs::read);
  }

  static boolean move(
      Sql sql, String id, Set<JobState> from, JobState to, String reason, Instant now)
      throws SQLException {
    List<Long> states = from.stream().map(state -> (long) state.getNumber()).toList();
    return sql.update(
            "UPDATE batch_job SET state = ?, reason = ?, ended = CAST(? AS BIGINT)"
                + " WHERE id = ? AND state"
                + sql.dialect().amongNumbers(),
            to.getNumber(),
            reason,
            ENDS.contains(to) ? now.toEpochMilli() : null,
            id,
            sql.numbers(states))
        > 0;
  }

  static int explain(Sql sql, String id, String reason) throws SQLException {
    return sql.update("UPDATE batch_job SET reason = ? WHERE id = ?", reason, id);
  }

  static String pin(Sql sql, String id, String release) throws SQLException {
    sql.update("UPDATE batch_job SET pinned = ? WHERE id = ? AND pinned = ''", release, id);
    return find(sql, id).orElseThrow(() -> none(id)).release();
  }

  private static JobRecord read(ResultSet row) throws SQLException {
    long ended = row.getLong(7);
    @Nullable Instant end = row.wasNull() ? null : Instant.ofEpochMilli(ended);
    return new JobRecord(
        StoredText.read(row.getString(1)),
        spec(row.getBytes(2)),
        state(row.getInt(3)),
        StoredText.read(row.getString(4)),
        StoredText.read(row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        end);
  }

  private static JobSpec spec(byte[] bytes) throws SQLException {
    try {
      return JobSpec.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new SQLException("The job's row is damaged", e);
    }
  }

  private static JobState state(int number) {
    JobState state = JobState.forNumber(number);
    return state == null ? JobState.UNRECOGNIZED : state;
  }
}
