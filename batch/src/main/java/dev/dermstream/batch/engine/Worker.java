package dev.dermstream.batch.engine;

import com.hazelcast.core.HazelcastInstance;
import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.screening.JobScreening;
import java.io.IOException;
import java.util.Objects;

/**
 * What a pipeline finds at the member where it runs. Not serialised: each member brings its own.
 * Thread-safe.
 *
 * @param places of archives and outputs
 */
public record Worker(Ledger ledger, Places places, Screenings screenings, int inFlight) {
  private static final String KEY = "dermstream.batch.worker";

  /** Opens what screens the files of a job. */
  @FunctionalInterface
  public interface Screenings {
    /**
     * @throws IOException if it cannot be now
     */
    JobScreening open(JobRecord job) throws IOException;
  }

  /** Where a job's files come from and its results go. */
  public interface Places {
    /**
     * @throws IOException if it cannot be read
     */
    Archive archive(JobRecord job) throws IOException;

    /** Writes every output. */
    void write(JobRecord job) throws IOException, InterruptedException;
  }

  static Worker at(HazelcastInstance member) {
    return (Worker) Objects.requireNonNull(member.getUserContext().get(KEY), "no worker here");
  }

  JobRecord job(String id) throws LedgerException {
    return ledger.job(id).orElseThrow(() -> new IllegalStateException("There is no job " + id));
  }

  /** Where members look for theirs. */
  static String key() {
    return KEY;
  }
}
