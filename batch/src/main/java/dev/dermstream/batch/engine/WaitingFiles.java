package dev.dermstream.batch.engine;

import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.pipeline.SourceBuilder.SourceBuffer;
import dev.dermstream.batch.ledger.Ledger;
import dev.dermstream.batch.ledger.LedgerException;
import dev.dermstream.batch.ledger.ListedFile;
import java.util.List;

/** Reads one worker's share of the files that wait, page by page. Not thread-safe. */
final class WaitingFiles {
  private static final int PAGE = 500;

  private final Ledger ledger;
  private final String job;
  private final int shard;
  private final int shards;
  private long last = -1;

  private WaitingFiles(Ledger ledger, String job, int shard, int shards) {
    this.ledger = ledger;
    this.job = job;
    this.shard = shard;
    this.shards = shards;
  }

  static WaitingFiles of(Processor.Context context, String job) {
    return new WaitingFiles(
        Worker.at(context.hazelcastInstance()).ledger(),
        job,
        context.globalProcessorIndex(),
        context.totalParallelism());
  }

  void fill(SourceBuffer<ListedFile> buffer) throws LedgerException {
    List<ListedFile> page = ledger.waiting(job, shard, shards, last, PAGE);
    page.forEach(buffer::add);
    if (page.isEmpty()) {
      buffer.close();
    } else {
      last = page.getLast().position();
    }
  }
}
