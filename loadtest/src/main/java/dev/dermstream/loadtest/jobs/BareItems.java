package dev.dermstream.loadtest.jobs;

import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.batch.archive.Archive;
import dev.dermstream.batch.archive.Entry;
import dev.dermstream.batch.ledger.JobRecord;
import dev.dermstream.batch.v1.JobState;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.ScreenRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** A plain loop on a thread for each processor: lists, reads, digests, asks; notes nothing. */
final class BareItems {
  private BareItems() {}

  static JobTimes run(ItemParts parts)
      throws IOException, InterruptedException, ExecutionException {
    JobRecord job = parts.create();
    PhaseClock phases = new PhaseClock();
    List<Entry> entries = new ArrayList<>();
    try (Archive archive = parts.archive(job)) {
      archive.list(entries::add);
      phases.in(JobState.JOB_STATE_SCREENING);
      screen(archive, entries, parts.screening().mostImageBytes());
    }
    return phases.end(entries.size());
  }

  private static void screen(Archive archive, List<Entry> entries, int mostBytes)
      throws InterruptedException, ExecutionException {
    AtomicInteger next = new AtomicInteger();
    InstantGateway gateway = new InstantGateway();
    int count = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        running.add(
            threads.submit(() -> {
              for (int at = next.getAndIncrement();
                  at < entries.size();
                  at = next.getAndIncrement()) {
                byte[] content = archive.read(entries.get(at), mostBytes);
                Sha256.hex(content);
                gateway.screen(
                    ScreenRequest.newBuilder()
                        .setImage(UnsafeByteOperations.unsafeWrap(content))
                        .build());
              }
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }
}
