package dev.dermstream.batch.ledger;

import dev.dermstream.batch.archive.Entry;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.JobState;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The memory of all jobs. What a method has noted is on the disk when it returns, whole or not at
 * all. Several processes may use one database; each method may be called again with the same values
 * without another effect, so that what was cut off can be repeated. Thread-safe.
 */
public interface Ledger extends AutoCloseable {
  /** Notes a new job; of an id that is there: no effect. Returns the job that is there then. */
  JobRecord create(JobRecord job) throws LedgerException;

  Optional<JobRecord> job(String id) throws LedgerException;

  /** All jobs, the latest first. */
  List<JobRecord> jobs() throws LedgerException;

  /**
   * Moves a job from one of some states to another, and notes why; atomic, so that of two who try
   * one succeeds. The end's time is noted with COMPLETED, CANCELLED and FAILED and taken back with
   * the others.
   *
   * @return whether it was in one of the states
   */
  boolean move(String job, Set<JobState> from, JobState to, String reason) throws LedgerException;

  /** Notes what the job waits for, without moving it; empty for nothing. */
  void explain(String job, String reason) throws LedgerException;

  /** Pins the job to a release, if it is not pinned yet. Returns the one that it is pinned to. */
  String pin(String job, String release) throws LedgerException;

  /**
   * Forgets what a listing that was cut off has noted. Only in state LISTING.
   *
   * @return the number of this listing: whoever lists under an earlier one is not heard any more
   */
  long beginListing(String job) throws LedgerException;

  /**
   * Notes files; those with a fault end as UNREADABLE at once.
   *
   * @return whether they were noted: the job is in state LISTING, and this listing its newest
   */
  boolean list(String job, long listing, Collection<ListedFile> files) throws LedgerException;

  /**
   * From now on the job has exactly the files that were noted; LISTING becomes SCREENING.
   *
   * @return whether it was in state LISTING, and this listing its newest
   */
  boolean endListing(String job, long listing) throws LedgerException;

  /**
   * Files that wait, in their order.
   *
   * @param shard those whose position is this, modulo shards
   * @param after only later positions; -1 for all
   */
  List<ListedFile> waiting(String job, int shard, int shards, long after, int limit)
      throws LedgerException;

  /** A file of a job, whatever became of it. */
  Optional<Entry> file(String job, long position) throws LedgerException;

  /** Those of the digests whose images have an answer in this job. */
  Set<String> answered(String job, Collection<String> digests) throws LedgerException;

  /**
   * Notes what became of files. The first word on a file and on an image counts; a file whose image
   * had an answer before, or has an earlier one in the same call, is a DUPLICATE.
   */
  void conclude(String job, Collection<Conclusion> conclusions) throws LedgerException;

  /** Counts of a job. */
  Tally tally(String job) throws LedgerException;

  /** Takes back SET_ASIDE and UNREADABLE, so that these files wait again. Returns how many. */
  long reopen(String job) throws LedgerException;

  /** Hears results. */
  @FunctionalInterface
  interface Reader<E extends Exception> {
    void read(ImageResult result) throws E, InterruptedException;
  }

  /**
   * Reads every image that has an end, in order of position, each once; memory does not grow with
   * their number, and writers do not wait.
   */
  <E extends Exception> void results(String job, Reader<E> reader)
      throws LedgerException, InterruptedException, E;

  @Override
  void close();
}
