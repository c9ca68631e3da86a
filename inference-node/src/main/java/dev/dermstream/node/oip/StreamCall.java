package dev.dermstream.node.oip;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.oip.v2.InferParameter;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.v1.Error;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ModelStreamInfer}. Requests are answered side by side, at most {@value
 * #MOST_IN_FLIGHT}; a further one is read once one of them has ended and the caller keeps up.
 * Single answers leave in the order of their requests; parts of streamed answers leave as they
 * come. An error is a message of the stream, or its end where the caller asked for a status.
 */
final class StreamCall implements StreamObserver<ModelInferRequest> {
  private static final int MOST_IN_FLIGHT = 16;

  private final Inferences inferences;
  private final Caller caller;
  private final ServerCallStreamObserver<ModelStreamInferResponse> observer;
  private final Set<Slot> inFlight = new LinkedHashSet<>();
  private final Deque<Slot> ordered = new ArrayDeque<>();
  private boolean asked;
  private boolean halfClosed;
  private boolean over;

  private StreamCall(
      Inferences inferences,
      Caller caller,
      ServerCallStreamObserver<ModelStreamInferResponse> observer) {
    this.inferences = inferences;
    this.caller = caller;
    this.observer = observer;
  }

  /** To be called inside the service's method, which alone may set handlers. */
  static StreamCall open(
      Inferences inferences, ServerCallStreamObserver<ModelStreamInferResponse> observer) {
    StreamCall call = new StreamCall(inferences, Caller.current(), observer);
    observer.disableAutoRequest();
    observer.setOnReadyHandler(call::readOn);
    observer.setOnCancelHandler(call::stop);
    return call;
  }

  @Override
  public void onNext(ModelInferRequest request) {
    Slot slot = new Slot(request);
    synchronized (this) {
      asked = false;
      inFlight.add(slot);
      ordered.add(slot);
    }
    Runnable stop = inferences.start(request, true, caller, slot);
    synchronized (this) {
      slot.stop = stop;
      if (!over) {
        readOn();
        return;
      }
    }
    stop.run();
  }

  @Override
  public void onError(Throwable cancelled) {
    stop();
  }

  @Override
  public synchronized void onCompleted() {
    halfClosed = true;
    completeIfDone();
  }

  /** Reads another request if there is room for it. */
  private synchronized void readOn() {
    if (!asked && !over && inFlight.size() < MOST_IN_FLIGHT && observer.isReady()) {
      asked = true;
      observer.request(1);
    }
  }

  private void stop() {
    Set<Slot> stopped;
    synchronized (this) {
      over = true;
      stopped = Set.copyOf(inFlight);
      inFlight.clear();
      ordered.clear();
    }
    stopped.forEach(slot -> slot.stop.run());
  }

  private void completeIfDone() {
    if (halfClosed && inFlight.isEmpty() && !over) {
      over = true;
      observer.onCompleted();
    }
  }

  /** Ends the stream with a status. */
  private void fail(Error error) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      observer.onError(StatusMapping.toException(error));
    }
    stop();
  }

  /** One request of the stream. Guarded by the call. */
  private final class Slot implements AnswerListener<ModelInferResponse> {
    private final ModelInferRequest request;
    private Runnable stop = () -> {};
    private boolean streamed;
    private @Nullable ModelStreamInferResponse answer;

    Slot(ModelInferRequest request) {
      this.request = request;
    }

    @Override
    public void part(ModelInferResponse part) {
      synchronized (StreamCall.this) {
        if (!over) {
          streamed = true;
          ordered.remove(this);
          observer.onNext(message(part).build());
        }
      }
    }

    @Override
    public void last(ModelInferResponse response) {
      end(message(response).build());
    }

    @Override
    public void failed(Throwable failure) {
      Error error = StatusMapping.toError(failure, caller.headers().requestId());
      if (caller.headers().statusErrors()) {
        fail(error);
      } else {
        end(errorMessage(error));
      }
    }

    private void end(ModelStreamInferResponse message) {
      synchronized (StreamCall.this) {
        if (over) {
          return;
        }
        answer = message;
        inFlight.remove(this);
        if (streamed) {
          observer.onNext(message);
        }
        sendInOrder();
        completeIfDone();
        readOn();
      }
    }

    private static ModelStreamInferResponse.Builder message(ModelInferResponse response) {
      return ModelStreamInferResponse.newBuilder().setInferResponse(response);
    }

    /** With what tells the request, and the error's code for programs. */
    private ModelStreamInferResponse errorMessage(Error error) {
      ModelInferResponse response =
          ModelInferResponse.newBuilder()
              .setModelName(request.getModelName())
              .setModelVersion(request.getModelVersion())
              .setId(request.getId())
              .putParameters(
                  "error_code", InferParameter.newBuilder().setStringParam(error.getCode()).build())
              .putParameters(
                  "retryable",
                  InferParameter.newBuilder().setBoolParam(error.getRetryable()).build())
              .putParameters(
                  "triton_final_response", InferParameter.newBuilder().setBoolParam(true).build())
              .build();
      return message(response).setErrorMessage(error.getMessage()).build();
    }
  }

  private void sendInOrder() {
    while (!ordered.isEmpty() && ordered.peek().answer != null) {
      observer.onNext(ordered.remove().answer);
    }
  }
}
