package dev.dermstream.command;

import com.google.protobuf.ByteString;
import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.ScreeningServiceGrpc.ScreeningServiceBlockingStub;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    return switch (read(file)) {
      case Unread(Error error) -> new Failed(file, error);
      case Read(ByteString image) -> {
        ScreenRequest request =
            ScreenRequest.newBuilder()
                .setImage(image)
                .setProfile(profile)
                .setLanguage(language)
                .build();
        yield switch (retried(() -> stub().screen(request).getReport())) {
          case Given<Report>(Report report) -> new Reported(file, report);
          case Refused<Report>(Error error) -> new Failed(file, error);
        };
      }
    };
  }

  /** Asks a question about the image in a file. */
  Outcome<Answer> ask(Path file, String question) throws InterruptedException {
    return switch (read(file)) {
      case Unread(Error error) -> new Refused<>(error);
      case Read(ByteString image) -> {
        AskRequest request =
            AskRequest.newBuilder()
                .setImage(image)
                .setProfile(profile)
                .setLanguage(language)
                .setQuestion(question)
                .build();
        yield retried(() -> answer(stub().ask(request)));
      }
    };
  }

  /** The pieces as one; a stream that ends without its end is no answer. */
  private static Answer answer(Iterator<AskResponse> pieces) {
    StringBuilder text = new StringBuilder();
    Optional<AskFinished> finished = Optional.empty();
    while (pieces.hasNext()) {
      AskResponse piece = pieces.next();
      text.append(piece.getText());
      if (piece.hasFinished()) {
        finished = Optional.of(piece.getFinished());
      }
    }
    return new Answer(
        text.toString(),
        finished.orElseThrow(
            () -> Status.INTERNAL.withDescription("the answer has no end").asRuntimeException()));
  }

  /** What came of a request. */
  sealed interface Outcome<T> {}

  /** The server gave it. */
  record Given<T>(T value) implements Outcome<T> {}

  /** The request could not be served. */
  record Refused<T>(Error error) implements Outcome<T> {}

  /** The whole answer to a question. */
  record Answer(String text, AskFinished finished) {}

  private sealed interface FileBytes {}

  private record Read(ByteString image) implements FileBytes {}

  private record Unread(Error error) implements FileBytes {}

  private FileBytes read(Path file) {
    try {
      return new Read(bytes(file));
    } catch (IOException e) {
      return new Unread(
          StatusMapping.error(ErrorCode.INVALID_INPUT, "Cannot be read: " + e.getMessage(), ""));
    }
  }

  /** Tries again where that can help. */
  private static <T> Outcome<T> retried(Supplier<T> call) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        return new Given<>(call.get());
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
