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
    Deque<Future<ScreenedFile>> window = new ArrayDeque<>();
    for (Path file : files) {
      if (window.size() == concurrency) {
        sink.accept(await(window.removeFirst()));
      }
      window.addLast(executor.submit(() -> screen(file)));
    }
    while (!window.isEmpty()) {
      sink.accept(await(window.removeFirst()));
    }
  }

  private static ScreenedFile await(Future<ScreenedFile> future)
      throws InterruptedException, IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IOException("Screening stopped: " + e.getCause(), e.getCause());
    }
  }

  private ScreenedFile screen(Path file) throws InterruptedException {
    ByteString image;
    try {
      image = ImageFiles.read(file);
    } catch (IOException e) {
      return new Failed(
          file,
          StatusMapping.error(ErrorCode.INVALID_INPUT, "Cannot be read: " + e.getMessage(), ""));
    }
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return question.ask(stub(), file, image);
      } catch (StatusRuntimeException e) {
        Error error = StatusMapping.toError(e, "");
        if (!error.getRetryable() || attempt == ATTEMPTS) {
          return new Failed(file, error);
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
