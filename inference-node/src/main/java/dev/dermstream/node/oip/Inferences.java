package dev.dermstream.node.oip;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.platform.tracing.TracedCalls;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds a request's model, checks the request and has it answered. Thread-safe. */
final class Inferences {
  private static final Logger log = LoggerFactory.getLogger(Inferences.class);
  private static final String ROLE = "node";
  private static final String STAGE = "oip";

  private final JoinedCatalog catalog;
  private final StageMetrics metrics;
  private final AtomicBoolean draining = new AtomicBoolean();

  Inferences(JoinedCatalog catalog, StageMetrics metrics) {
    this.catalog = catalog;
    this.metrics = metrics;
  }

  /** From now on every new request is refused as DRAINING. */
  void drain() {
    draining.set(true);
  }

  boolean isDraining() {
    return draining.get();
  }

  /**
   * Begins to answer a request. Whatever is wrong with it, the listener hears of it.
   *
   * @return stops the work; no effect once it has ended
   */
  Runnable start(
      ModelInferRequest request,
      boolean streamed,
      Caller caller,
      AnswerListener<ModelInferResponse> listener) {
    try {
      if (draining.get()) {
        throw new ServiceException(ErrorCode.DRAINING, "The node is shutting down; ask another.");
      }
      return catalog.require(
          request.getModelName(),
          request.getModelVersion(),
          model -> start(model, request, streamed, caller, listener));
    } catch (RuntimeException e) {
      listener.failed(e);
      return () -> {};
    }
  }

  private Runnable start(
      ServedModel model,
      ModelInferRequest request,
      boolean streamed,
      Caller caller,
      AnswerListener<ModelInferResponse> listener) {
    ModelDescription description = model.description();
    Measured<ModelInferResponse> measured = new Measured<>(description.name(), listener);
    try {
      InferOptions options = InferOptions.read(request, description);
      measured.lane = options.lane().name();
      Map<String, HostTensor> inputs = InputReader.read(request, description);
      long bytes = inputs.values().stream().mapToLong(HostTensor::payloadBytes).sum();
      return model.infer(
          new Inference(
              caller.headers().requestId(),
              inputs,
              options.outputs(),
              streamed,
              caller.ticket(options, bytes)),
          new ResponseWriter(description, request, options, streamed, measured));
    } catch (RuntimeException e) {
      measured.failed(e);
      return () -> {};
    }
  }

  /** Passes answers on, and notes how each request ended and how long it took. */
  private final class Measured<A> implements AnswerListener<A> {
    private final String model;
    private final AnswerListener<A> listener;
    private volatile String lane = StageMetrics.NO_LANE;
    private final Trace trace = TracedCalls.current();
    private final long begunNanos = System.nanoTime();

    Measured(String model, AnswerListener<A> listener) {
      this.model = model;
      this.listener = listener;
    }

    @Override
    public void part(A part) {
      listener.part(part);
    }

    @Override
    public void last(A answer) {
      record("ok");
      listener.last(answer);
    }

    @Override
    public void failed(Throwable failure) {
      String code = StatusMapping.toError(failure, "").getCode();
      if (code.equals(ErrorCode.INTERNAL.name())) {
        log.error("A request to the model {} failed", model, failure);
      }
      record(code);
      listener.failed(failure);
    }

    private void record(String outcome) {
      metrics.of(ROLE, lane, model, trace).record(STAGE, outcome, System.nanoTime() - begunNanos);
    }
  }
}
