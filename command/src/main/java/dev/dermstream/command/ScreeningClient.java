package dev.dermstream.command;

import com.google.protobuf.ByteString;
import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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
  private final String profile;
  private final Language language;
  private final int concurrency;
  private final Duration deadline;
  private final long maxImageBytes;

  /**
   * @param channel to the gateway; closed with the client
   */
  ScreeningClient(
      ManagedChannel channel,
      String profile,
      Language language,
      int concurrency,
      Duration deadline,
      long maxImageBytes) {
    this.channel = channel;
    this.profile = profile;
    this.language = language;
    this.concurrency = concurrency;
    this.deadline = deadline;
    this.maxImageBytes = maxImageBytes;
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
    ScreenRequest request;
    try {
      request =
          ScreenRequest.newBuilder()
              .setImage(bytes(file))
              .setProfile(profile)
              .setLanguage(language)
              .build();
    } catch (IOException e) {
      return new Failed(
          file,
          StatusMapping.error(ErrorCode.INVALID_INPUT, "Cannot be read: " + e.getMessage(), ""));
    }
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return new Reported(file, stub().screen(request).getReport());
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

  private ByteString bytes(Path file) throws IOException {
    long size = Files.size(file);
    if (size > maxImageBytes) {
      throw new IOException("%d bytes, over the limit of %d".formatted(size, maxImageBytes));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return ByteString.readFrom(in);
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
