package dev.dermstream.batch.ledger;

import dev.dermstream.batch.archive.Entry;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.JobState;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger in five tables. Whatever changes a job's files locks the row of the job first: of
 * workers that share a database one at a time changes the files of a job, for the few milliseconds
 * of a transaction. So nothing of two calls mixes, no two of them wait for one another in a circle,
 * and the counts, which every one of them changes, are no place of contention of their own.
 */
final class JdbcLedger implements Ledger {
  private final Database database;
  private final Clock clock;

  JdbcLedger(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public JobRecord create(JobRecord job) throws LedgerException {
    return database.write(sql -> Jobs.create(sql, job));
  }

  @Override
  public Optional<JobRecord> job(String id) throws LedgerException {
    return database.read(sql -> Jobs.find(sql, id));
  }

  @Override
  public List<JobRecord> jobs() throws LedgerException {
    return database.read(Jobs::all);
  }

  @Override
  public boolean move(String job, Set<JobState> from, JobState to, String reason)
      throws LedgerException {
    return database.write(sql -> Jobs.move(sql, job, from, to, reason, clock.instant()));
  }

  @Override
  public void explain(String job, String reason) throws LedgerException {
    database.write(sql -> Jobs.explain(sql, job, reason));
  }

  @Override
  public String pin(String job, String release) throws LedgerException {
    return database.write(sql -> Jobs.pin(sql, job, release));
  }

  @Override
  public long beginListing(String job) throws LedgerException {
    long listing = database.write(sql -> Listing.begin(sql, job));
    boolean more = true;
    while (more) {
      more = database.write(sql -> Listing.forgetSome(sql, job, listing));
    }
    return listing;
  }

  @Override
  public boolean list(String job, long listing, Collection<ListedFile> files)
      throws LedgerException {
    return database.write(sql -> Listing.list(sql, job, listing, files));
  }

  @Override
  public boolean endListing(String job, long listing) throws LedgerException {
    return database.write(sql -> Listing.end(sql, job, listing));
  }

  @Override
  public List<ListedFile> waiting(String job, int shard, int shards, long after, int limit)
      throws LedgerException {
    return database.read(sql -> Waiting.list(sql, job, shard, shards, after, limit));
  }

  @Override
  public Optional<Entry> file(String job, long position) throws LedgerException {
    return database.read(sql -> Waiting.file(sql, job, position));
  }

  @Override
  public Set<String> answered(String job, Collection<String> digests) throws LedgerException {
    List<Digest> asked = digests.stream().map(Digest::parse).toList();
    return database.read(sql -> new HashSet<>(Images.answered(sql, job, asked)));
  }

  @Override
  public void conclude(String job, Collection<Conclusion> conclusions) throws LedgerException {
    if (!conclusions.isEmpty()) {
      database.write(sql -> Concluding.conclude(sql, job, conclusions));
    }
  }

  @Override
  public Tally tally(String job) throws LedgerException {
    return database.read(sql -> Counts.read(sql, job));
  }

  @Override
  public long reopen(String job) throws LedgerException {
    long files = 0;
    long some;
    do {
      some = database.write(sql -> Reopening.reopenSome(sql, job));
      files += some;
    } while (some > 0);
    return files;
  }

  @Override
  public <E extends Exception> void results(String job, Reader<E> reader)
      throws LedgerException, InterruptedException, E {
    try (Database.Snapshot snapshot = database.snapshot()) {
      ResultPages pages = new ResultPages(job);
      List<ImageResult> page = snapshot.read(pages::next);
      while (!page.isEmpty()) {
        for (ImageResult result : page) {
          reader.read(result);
        }
        page = snapshot.read(pages::next);
      }
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
