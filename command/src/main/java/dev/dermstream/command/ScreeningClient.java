package dev.dermstream.command;

import com.google.protobuf.ByteString;
import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Screens files over gRPC, a bounded number at once, and hands the outcomes on in the order of the
 * files. At most {@code concurrency} images are in memory. Not thread-safe.
 */
final class ScreeningClient implements AutoCloseable {
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  private final ManagedChannel channel;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Question question;
  private final int concurrency;
  private final Duration deadline;

  /** What is asked of every image. */
  interface Question {
    /**
     * @throws StatusRuntimeException if the request cannot be served
     */
    ScreenedFile ask(ScreeningServiceBlockingStub gateway, Path file, ByteString image);
  }

  /**
   * @param channel to the gateway; closed with the client
   */
  ScreeningClient(ManagedChannel channel, Question question, int concurrency, Duration deadline) {
    this.channel = channel;
    this.question = question;
    this.concurrency = concurrency;
    this.deadline = deadline;
  }

  /** Screens every file; {@code sink} is called on this thread, in the order of the files. */
  void screen(List<Path> files, Consumer<ScreenedFile> sink)
      throws InterruptedException, IOException {
    inOrder(files, this::screen, sink);
  }

  /** What is done with one of many. */
  @FunctionalInterface
  interface Work<I, O> {
    O of(I one) throws InterruptedException;
  }

  /** Works on a bounded number at once; {@code sink} is called on this thread, in order. */
  <I, O> void inOrder(List<I> all, Work<I, O> work, Consumer<O> sink)
      throws InterruptedException, IOException {
    Deque<Future<O>> window = new ArrayDeque<>();
    for (I one : all) {
      if (window.size() == concurrency) {
        sink.accept(await(window.removeFirst()));
      }
      window.addLast(executor.submit(() -> work.of(one)));
    }
    while (!window.isEmpty()) {
      sink.accept(await(window.removeFirst()));
    }
  }

  private static <O> O await(Future<O> future) throws InterruptedException, IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException("Screening stopped: " + e.getCause(), e.getCause());
    }
  }

  /** Screens one file. */
  ScreenedFile screen(Path file) throws InterruptedException {
    return switch (send(file, (gateway, image) -> question.ask(gateway, file, image))) {
      case Given<ScreenedFile>(ScreenedFile screened) -> screened;
      case Refused<ScreenedFile>(Error error) -> new Failed(file, error);
    };
  }

  /** A request with an image. */
  @FunctionalInterface
  interface Request<T> {
    /**
     * @throws StatusRuntimeException if it cannot be served
     */
    T send(ScreeningServiceBlockingStub gateway, ByteString image);
  }

  /** What came of a request. */
  sealed interface Outcome<T> {}

  /** The server gave it. */
  record Given<T>(T value) implements Outcome<T> {}

  /** The request could not be served, or the file not be read. */
  record Refused<T>(Error error) implements Outcome<T> {}

  /** Sends the image in a file, again where that can help. */
  <T> Outcome<T> send(Path file, Request<T> request) throws InterruptedException {
    ByteString image;
    try {
      image = ImageFiles.read(file);
    } catch (IOException e) {
      return new Refused<>(
          StatusMapping.error(ErrorCode.INVALID_INPUT, "Cannot be read: " + e.getMessage(), ""));
    }
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return new Given<>(request.send(stub(), image));
      } catch (StatusRuntimeException e) {
        Error error = StatusMapping.toError(e, "");
        if (!error.getRetryable() || attempt == ATTEMPTS) {
          return new Refused<>(error);
        }
        Thread.sleep(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
        pause = pause.multipliedBy(2);
      }
    }
  }

  private ScreeningServiceBlockingStub stub() {
    return ScreeningServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .withMaxInboundMessageSize(64 << 20);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    channel.shutdownNow();
  }
}
