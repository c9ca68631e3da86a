package dev.dermstream.loadtest.swap;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import dev.dermstream.loadtest.load.Channels;
import dev.dermstream.loadtest.load.Client;
import dev.dermstream.v1.ClassConfidence;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * A caller who knows what each release says of each picture, and for whom any other answer is a
 * failure. Thread-safe.
 */
final class Pictures implements Client {
  /** Of a score in percent; batches round differently, the releases differ by whole percents. */
  private static final double TOLERANCE = 0.05;

  private static final List<String> FILES =
      List.of("nevus-01.jpg", "melanoma-01.jpg", "hemangioma-01.jpg");

  private final ManagedChannel channel;
  private final List<ByteString> pictures = new ArrayList<>();
  private final Map<String, List<List<Double>>> expected = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();

  Pictures(Path home, int port) throws IOException {
    channel = Channels.open(port);
    for (String file : FILES) {
      pictures.add(ByteString.copyFrom(Files.readAllBytes(home.resolve("samples").resolve(file))));
    }
  }

  /** Asks about every picture while nothing else happens, and remembers what is said. */
  String learn() {
    List<Report> reports = new ArrayList<>();
    for (ByteString picture : pictures) {
      reports.add(
          ScreeningServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS)
              .screen(request(picture))
              .getReport());
    }
    String release = reports.getFirst().getProvenance().getReleaseId();
    for (Report report : reports) {
      if (!report.getProvenance().getReleaseId().equals(release)) {
        throw new IllegalStateException("The release changed while nothing was to happen");
      }
    }
    List<List<Double>> scores = reports.stream().map(Pictures::scores).toList();
    expected.forEach((other, known) -> {
      if (IntStream.range(0, scores.size()).anyMatch(i -> alike(scores.get(i), known.get(i)))) {
        throw new IllegalStateException(other + " and " + release + " cannot be told apart");
      }
    });
    expected.put(release, scores);
    return release;
  }

  private static boolean alike(List<Double> one, List<Double> other) {
    return one.size() == other.size()
        && IntStream.range(0, one.size())
            .allMatch(i -> Math.abs(one.get(i) - other.get(i)) <= TOLERANCE);
  }

  /** How many right answers a release gave under load. */
  long answers(String release) {
    LongAdder counted = answers.get(release);
    return counted == null ? 0 : counted.sum();
  }

  @Override
  public CompletableFuture<?> call(int index) {
    int picture = index % pictures.size();
    CompletableFuture<Report> answered = new CompletableFuture<>();
    Futures.addCallback(
        ScreeningServiceGrpc.newFutureStub(channel)
            .withDeadlineAfter(Channels.DEADLINE.toSeconds(), TimeUnit.SECONDS)
            .screen(request(pictures.get(picture))),
        new FutureCallback<ScreenResponse>() {
          @Override
          public void onSuccess(ScreenResponse answer) {
            answered.complete(answer.getReport());
          }

          @Override
          public void onFailure(Throwable failure) {
            answered.completeExceptionally(failure);
          }
        },
        MoreExecutors.directExecutor());
    return answered.thenAccept(report -> check(report, picture));
  }

  private void check(Report report, int picture) {
    String release = report.getProvenance().getReleaseId();
    List<List<Double>> known = expected.get(release);
    if (report.getDisposition() != Disposition.DISPOSITION_ANSWERED || known == null) {
      throw new IllegalStateException(
          "%s of release \"%s\"".formatted(report.getDisposition(), release));
    }
    List<Double> right = known.get(picture);
    List<Double> said = scores(report);
    if (!alike(said, right)) {
      throw new IllegalStateException(
          "An answer names %s and its scores are not of it: %s, not %s"
              .formatted(release, said, right));
    }
    answers.computeIfAbsent(release, id -> new LongAdder()).increment();
  }

  private static List<Double> scores(Report report) {
    return report.getClassConfidenceList().stream()
        .map(ClassConfidence::getConfidencePercent)
        .toList();
  }

  private static ScreenRequest request(ByteString picture) {
    return ScreenRequest.newBuilder().setImage(picture).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
