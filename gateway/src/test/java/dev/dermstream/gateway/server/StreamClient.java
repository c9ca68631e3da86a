package dev.dermstream.gateway.server;

import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreenStreamResponse.EventCase;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client of {@code ScreenStream} that keeps what it hears and may read slowly. */
final class StreamClient
    implements ClientResponseObserver<ScreenStreamRequest, ScreenStreamResponse> {
  final List<ScreenStreamResponse> events = new CopyOnWriteArrayList<>();
  final CompletableFuture<Status> status = new CompletableFuture<>();
  private final boolean reads;
  private @Nullable ClientCallStreamObserver<ScreenStreamRequest> calls;

  private StreamClient(boolean reads) {
    this.reads = reads;
  }

  static StreamClient open(ScreeningServiceGrpc.ScreeningServiceStub stub) {
    return open(stub, true);
  }

  /**
   * @param reads false: takes no event before {@link #read}
   */
  static StreamClient open(ScreeningServiceGrpc.ScreeningServiceStub stub, boolean reads) {
    StreamClient client = new StreamClient(reads);
    stub.screenStream(client);
    return client;
  }

  StreamClient send(String correlationId, String image) {
    return send(correlationId, TestCluster.image(image));
  }

  StreamClient send(String correlationId, ScreenRequest request) {
    calls()
        .onNext(
            ScreenStreamRequest.newBuilder()
                .setCorrelationId(correlationId)
                .setRequest(request)
                .build());
    return this;
  }

  /** Gives one image up. */
  void giveUp(String correlationId) {
    calls()
        .onNext(
            ScreenStreamRequest.newBuilder()
                .setCorrelationId(correlationId)
                .setCancel(true)
                .build());
  }

  void halfClose() {
    calls().onCompleted();
  }

  void cancel() {
    calls().cancel("The test gave up.", null);
  }

  void read(int count) {
    calls().request(count);
  }

  boolean isWritable() {
    return calls().isReady();
  }

  List<ScreenStreamResponse> of(EventCase kind) {
    return events.stream().filter(event -> event.getEventCase() == kind).toList();
  }

  List<EventCase> kindsOf(String correlationId) {
    return events.stream()
        .filter(event -> event.getCorrelationId().equals(correlationId))
        .map(ScreenStreamResponse::getEventCase)
        .toList();
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<ScreenStreamRequest> requestStream) {
    calls = requestStream;
    if (!reads) {
      requestStream.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(ScreenStreamResponse event) {
    events.add(event);
  }

  @Override
  public void onError(Throwable failure) {
    status.complete(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    status.complete(Status.OK);
  }

  private ClientCallStreamObserver<ScreenStreamRequest> calls() {
    if (calls == null) {
      throw new IllegalStateException("The stream is not open.");
    }
    return calls;
  }
}
