package dev.dermstream.loadtest.lanes;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.loadtest.batch.SimulatedDevice;
import dev.dermstream.node.batch.BatchListener;
import dev.dermstream.node.batch.BatchSettings;
import dev.dermstream.node.batch.Batcher;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.v1.FinishReason;
import dev.dermstream.v1.Provenance;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A node whose queue is the real one and whose devices only let time pass. */
public final class SimulatedNode extends NodeServiceGrpc.NodeServiceImplBase
    implements AutoCloseable {
  static final String RELEASE = "simulated";
  private static final int QUEUE_ITEMS = 1024;
  private static final long QUEUE_BYTES = 1L << 30;

  private final Batcher<Integer, Integer> batcher;

  /** Devices that take one image at a time. */
  SimulatedNode(int devices, Duration image) {
    this(new SimulatedDevice(image.toNanos(), 0), 1, Duration.ZERO, devices, BatchListener.NONE);
  }

  /**
   * Equal devices that take batches.
   *
   * @param maxBatch most images of a run
   * @param maxDelay longest wait of an idle device for company
   * @param workers devices, each with its run
   * @param listener hears of every run
   */
  public SimulatedNode(
      SimulatedDevice device,
      int maxBatch,
      Duration maxDelay,
      int workers,
      BatchListener listener) {
    batcher =
        new Batcher<>(
            "simulated",
            new BatchSettings(maxBatch, List.of(), maxDelay, QUEUE_ITEMS, QUEUE_BYTES, workers),
            worker -> device,
            listener);
  }

  @Override
  public void infer(InferRequest request, StreamObserver<InferResponse> responses) {
    ServerCallStreamObserver<InferResponse> out =
        (ServerCallStreamObserver<InferResponse>) responses;
    CompletableFuture<Integer> run;
    try {
      run = batcher.submit(0, ticket(request));
    } catch (RuntimeException e) {
      out.onError(StatusMapping.toException(StatusMapping.toError(e, request.getRequestId())));
      return;
    }
    out.setOnCancelHandler(() -> run.cancel(false));
    CompletableFuture<Integer> _ =
        run.whenComplete((nothing, failure) -> {
          if (out.isCancelled()) {
            return;
          }
          if (failure == null) {
            answer(out);
          } else {
            out.onError(
                StatusMapping.toException(StatusMapping.toError(failure, request.getRequestId())));
          }
        });
  }

  private static Ticket ticket(InferRequest request) {
    Context context = Context.current();
    Deadline deadline = context.getDeadline();
    long deadlineNanos =
        deadline == null
            ? Ticket.NO_DEADLINE
            : System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
    Lane lane =
        switch (request.getLane()) {
          case LANE_STAT -> Lane.STAT;
          case LANE_BATCH -> Lane.BATCH;
          default -> Lane.ROUTINE;
        };
    return new Ticket(lane, deadlineNanos, context::isCancelled, request.getImage().size());
  }

  private static void answer(StreamObserver<InferResponse> out) {
    out.onNext(
        InferResponse.newBuilder()
            .setEncoded(
                Encoded.newBuilder()
                    .addEmbedding(1)
                    .setProvenance(
                        Provenance.newBuilder().setReleaseId(RELEASE).setProfile("simulated")))
            .build());
    out.onNext(
        InferResponse.newBuilder()
            .setFinished(
                Finished.newBuilder()
                    .setText(
                        "<root><label id_code=\"1\" score=\"90\">Simulated</label>"
                            + "<summary>Simulated.</summary></root>")
                    .setFinishReason(FinishReason.FINISH_REASON_END))
            .build());
    out.onCompleted();
  }

  @Override
  public void close() {
    batcher.close();
  }
}
