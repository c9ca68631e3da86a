package dev.dermstream.pacs.ledger;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a database. Steps that wait together become one transaction and so share one
 * flush of the disk; each is a savepoint of its own, so that one that fails takes no other with it.
 * A step's caller goes on when its transaction is durable. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

  private static final int MOST_WAITING = 256;
  private static final int MOST_TOGETHER = 64;

  private final Sql sql;
  private final BlockingQueue<Pending<?>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread writer;
  private volatile boolean closed;

  /**
   * @param sql closed with this
   */
  GroupCommit(Sql sql) {
    this.sql = sql;
    this.writer = Thread.ofPlatform().name("ledger-writer").start(this::run);
  }

  /** Something that is written. */
  interface Step<T> {
    T run(Sql sql) throws SQLException;
  }

  private static final class Pending<T> {
    private final Step<T> step;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;

    Pending(Step<T> step) {
      this.step = step;
    }

    void run(Sql sql) throws SQLException {
      result = step.run(sql);
    }

    @SuppressWarnings("NullAway") // A step may return null where its type says so.
    void complete() {
      done.complete(result);
    }
  }

  /**
   * Runs a step and returns when it is on the disk.
   *
   * @throws IOException if it could not be written; nothing of it is then
   */
  <T> T write(Step<T> step) throws IOException, InterruptedException {
    Pending<T> pending = new Pending<>(step);
    waiting.put(pending);
    if (closed) {
      // The writer may have looked for the last time before this one came.
      refuseWaiting();
    }
    try {
      return pending.done.get();
    } catch (ExecutionException e) {
      throw new IOException("The log could not be written: " + e.getCause(), e.getCause());
    }
  }

  private void run() {
    List<Pending<?>> group = new ArrayList<>();
    try {
      while (true) {
        group.add(waiting.take());
        waiting.drainTo(group, MOST_TOGETHER - 1);
        commit(group);
        group.clear();
      }
    } catch (InterruptedException e) {
      // Closed: what still waits is told.
      group.forEach(pending -> pending.done.completeExceptionally(closedFault()));
      refuseWaiting();
    }
  }

  private void commit(List<Pending<?>> group) {
    List<Pending<?>> ran = new ArrayList<>();
    try {
      sql.update("BEGIN IMMEDIATE");
      for (Pending<?> pending : group) {
        runAlone(pending, ran);
      }
      sql.update("COMMIT");
      ran.forEach(Pending::complete);
    } catch (SQLException e) {
      rollBack();
      ran.forEach(pending -> pending.done.completeExceptionally(e));
      group.forEach(pending -> pending.done.completeExceptionally(e));
    }
  }

  private void runAlone(Pending<?> pending, List<Pending<?>> ran) throws SQLException {
    sql.update("SAVEPOINT step");
    try {
      pending.run(sql);
      sql.update("RELEASE step");
      ran.add(pending);
    } catch (SQLException | RuntimeException e) {
      sql.update("ROLLBACK TO step");
      sql.update("RELEASE step");
      pending.done.completeExceptionally(e);
    }
  }

  private void rollBack() {
    try {
      sql.update("ROLLBACK");
    } catch (SQLException e) {
      // A full disk has rolled back by itself.
      log.debug("Nothing to roll back", e);
    }
  }

  private void refuseWaiting() {
    List<Pending<?>> left = new ArrayList<>();
    waiting.drainTo(left);
    left.forEach(pending -> pending.done.completeExceptionally(closedFault()));
  }

  private static SQLException closedFault() {
    return new SQLException("the log is closed");
  }

  /** Finishes the transaction that is being written; what waits is refused. */
  @Override
  public void close() throws IOException {
    closed = true;
    writer.interrupt();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting();
    try {
      sql.close();
    } catch (SQLException e) {
      throw new IOException("The log closed badly", e);
    }
  }
}
