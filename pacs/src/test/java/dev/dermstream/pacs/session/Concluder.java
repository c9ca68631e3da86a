package dev.dermstream.pacs.session;

import com.google.protobuf.ByteString;
import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Stands for the screening: answers what waits, and lets expire what is late. */
final class Concluder implements AutoCloseable {
  private static final InstanceOutcome ANSWERED =
      InstanceOutcome.newBuilder()
          .setDisposition(Disposition.DISPOSITION_ANSWERED)
          .setReport(Report.newBuilder().setSummary("as measured"))
          .setDicomSr(ByteString.copyFromUtf8("sr"))
          .build();

  private final Ledger ledger;
  private final Thread thread;
  private boolean paused;
  private volatile boolean closed;

  Concluder(Ledger ledger) {
    this.ledger = ledger;
    this.thread = Thread.ofVirtual().name("concluder").start(this::run);
  }

  /** Answers nothing from when this returns, until it is told otherwise. */
  synchronized void pause(boolean still) {
    paused = still;
  }

  private void run() {
    try {
      while (!closed) {
        long rings = ledger.arrivals().rings();
        concludeSome();
        ledger.arrivals().await(rings, Duration.ofMillis(20));
      }
    } catch (IOException | InterruptedException e) {
      if (!closed) {
        throw new IllegalStateException("the concluder died", e);
      }
    }
  }

  private synchronized void concludeSome() throws IOException, InterruptedException {
    if (!paused) {
      for (Waiting one : ledger.waiting(100)) {
        ledger.conclude(one.number(), ended(one), List.of());
      }
    }
  }

  private static InstanceOutcome ended(Waiting one) {
    return one.expired(Instant.now())
        ? InstanceOutcome.newBuilder().setDisposition(Disposition.DISPOSITION_EXPIRED).build()
        : ANSWERED;
  }

  @Override
  public void close() {
    closed = true;
    boolean ended;
    try {
      ended = thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (!ended) {
      throw new AssertionError("the concluder does not end");
    }
  }
}
