package dev.dermstream.batch.server;

import com.google.protobuf.ByteString;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A gateway whose device only lets time pass. The answer follows from the image's bytes: those that
 * begin with "reject" are no image, those that begin with "poison" kill the engine, the others get
 * a label by their digest. What is of the run differs every time.
 */
final class SimulatedGateway extends ScreeningServiceGrpc.ScreeningServiceImplBase
    implements AutoCloseable {
  private static final int CLASSES = 15;

  private final Server server;
  private final ScheduledExecutorService device = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile String release = "release-a";
  private volatile Duration delay = Duration.ZERO;
  private volatile ErrorCode failing = ErrorCode.INTERNAL;
  private volatile boolean fails;
  private final List<String> order = new CopyOnWriteArrayList<>();
  private int passing;
  private @Nullable Queue<Held> held;

  private record Held(ServerCallStreamObserver<ScreenResponse> caller, Runnable answer) {}

  SimulatedGateway() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(this)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  void serve(String releaseId) {
    release = releaseId;
  }

  void delay(Duration each) {
    delay = each;
  }

  void fail(ErrorCode code) {
    failing = code;
    fails = true;
  }

  /** As it was at first. */
  void reset() {
    release = "release-a";
    delay = Duration.ZERO;
    fails = false;
    release();
    calls.clear();
    order.clear();
  }

  void recover() {
    fails = false;
  }

  /** Keeps answers back from now on. */
  void hold() {
    holdAfter(0);
  }

  /** Answers so many requests and keeps the answers to all others back. */
  synchronized void holdAfter(int requests) {
    passing = requests;
    held = new ArrayDeque<>();
  }

  /** How many are kept back from callers that still wait. */
  synchronized int held() {
    Queue<Held> waiting = held;
    return waiting == null
        ? 0
        : (int) waiting.stream().filter(each -> !each.caller().isCancelled()).count();
  }

  /** Gives them, in the order of their requests, and those that follow at once. */
  synchronized void release() {
    Queue<Held> waiting = held;
    held = null;
    if (waiting != null) {
      waiting.stream()
          .filter(each -> !each.caller().isCancelled())
          .forEach(each -> device.execute(each.answer()));
    }
  }

  /** First words of the images, in the order in which they were answered. */
  List<String> order() {
    return order;
  }

  /** Reports that left. */
  int answered() {
    return answered.get();
  }

  /** How often an image was asked about. */
  int calls(String content) {
    AtomicInteger of = calls.get(Sha256.hex(content.getBytes(StandardCharsets.UTF_8)));
    return of == null ? 0 : of.get();
  }

  @Override
  public void getRelease(GetReleaseRequest request, StreamObserver<GetReleaseResponse> response) {
    response.onNext(
        GetReleaseResponse.newBuilder()
            .setRelease(
                Release.newBuilder()
                    .setReleaseId(release)
                    .setDefaultProfile("tumour15")
                    .addProfiles(
                        ProfileInfo.newBuilder().setName("tumour15").setReleaseId(release)))
            .build());
    response.onCompleted();
  }

  @Override
  public void screen(ScreenRequest request, StreamObserver<ScreenResponse> response) {
    if (request.getLane() != Lane.LANE_BATCH) {
      throw new AssertionError("jobs belong into lane BATCH");
    }
    if (isHeld(
        new Held(
            (ServerCallStreamObserver<ScreenResponse>) response,
            () -> answer(request, response)))) {
      return;
    }
    var pending =
        device.schedule(() -> answer(request, response), delay.toNanos(), TimeUnit.NANOSECONDS);
    if (pending.isCancelled()) {
      throw new AssertionError("the device takes everything until it is closed");
    }
  }

  private synchronized boolean isHeld(Held answer) {
    Queue<Held> waiting = held;
    if (waiting == null) {
      return false;
    }
    passing--;
    return passing < 0 && waiting.add(answer);
  }

  private void answer(ScreenRequest request, StreamObserver<ScreenResponse> response) {
    String content = text(request.getImage());
    String digest = Sha256.hex(request.getImage().toByteArray());
    calls.computeIfAbsent(digest, _ -> new AtomicInteger()).incrementAndGet();
    if (fails || content.startsWith("poison")) {
      ErrorCode code = fails ? failing : ErrorCode.ENGINE_FAILED;
      response.onError(
          StatusMapping.toException(StatusMapping.error(code, "As it was told to.", "r")));
      return;
    }
    answered.incrementAndGet();
    order.add(content.split(" ", 2)[0]);
    response.onNext(
        ScreenResponse.newBuilder()
            .setReport(content.startsWith("reject") ? rejected() : report(digest))
            .build());
    response.onCompleted();
  }

  private static String text(ByteString image) {
    return image.substring(0, Math.min(image.size(), 10)).toString(StandardCharsets.ISO_8859_1);
  }

  private static Report rejected() {
    return Report.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .setDisposition(Disposition.DISPOSITION_REJECTED)
        .setRejection(StatusMapping.error(ErrorCode.UNSUPPORTED_MEDIA, "The bytes are text.", "r"))
        .build();
  }

  private Report report(String digest) {
    int number = Integer.parseInt(digest.substring(0, 6), 16);
    return Report.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .setDisposition(Disposition.DISPOSITION_ANSWERED)
        .setLabel(
            Label.newBuilder()
                .setIdCode(number % CLASSES)
                .setNameEnglish("Class " + number % CLASSES)
                .setScorePercent(number % 100_000 / 1000.0))
        .setSummary("An image whose digest begins with " + digest.substring(0, 6) + ".")
        .setProvenance(
            Provenance.newBuilder()
                .setReleaseId(release)
                .setNodeId("node-" + UUID.randomUUID())
                .setProfile("tumour15")
                .setEngine("simulated"))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    device.shutdownNow();
  }
}
