package dev.dermstream.gateway.server;

import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadResponse;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A node's Open Inference Protocol that does what the test says. */
final class ScriptedModels extends GRPCInferenceServiceImplBase {
  /** What to do with a request. */
  interface Script {
    void run(ModelInferRequest request, StreamObserver<ModelInferResponse> out);
  }

  final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();
  final Queue<Long> patienceMillis = new ConcurrentLinkedQueue<>();
  final AtomicInteger received = new AtomicInteger();

  /** Set anew, it counts no call that began before. */
  volatile AtomicInteger cancelled = new AtomicInteger();

  final AtomicInteger unloaded = new AtomicInteger();
  volatile Script script = ScriptedModels::echo;
  volatile boolean reads = true;
  volatile boolean answersStreams = true;
  private final Queue<Runnable> unanswered = new ConcurrentLinkedQueue<>();

  /** With what notes the metadata of its calls. */
  BindableService service() {
    return () ->
        ServerInterceptors.intercept(
            this,
            new ServerInterceptor() {
              @Override
              public <Q, A> ServerCall.Listener<Q> interceptCall(
                  ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
                headers.add(metadata);
                return next.startCall(call, metadata);
              }
            });
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> out) {
    ((ServerCallStreamObserver<ModelInferResponse>) out)
        .setOnCancelHandler(cancelled::incrementAndGet);
    notePatience();
    // A test that saw the request may change the script before it runs.
    Script now = script;
    received.incrementAndGet();
    now.run(request, out);
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> out) {
    ServerCallStreamObserver<ModelStreamInferResponse> answers =
        (ServerCallStreamObserver<ModelStreamInferResponse>) out;
    answers.setOnCancelHandler(cancelled::incrementAndGet);
    if (!reads) {
      answers.disableAutoRequest();
    }
    notePatience();
    return new StreamObserver<>() {
      @Override
      public void onNext(ModelInferRequest request) {
        received.incrementAndGet();
        answer(() ->
            out.onNext(
                ModelStreamInferResponse.newBuilder().setInferResponse(response(request)).build()));
      }

      @Override
      public void onError(Throwable cancelled) {
        // The cancel handler counts it.
      }

      @Override
      public void onCompleted() {
        answer(out::onCompleted);
      }
    };
  }

  private synchronized void answer(Runnable answer) {
    if (answersStreams) {
      answer.run();
    } else {
      unanswered.add(answer);
    }
  }

  /** Tells what was held back, in its order, and from now on everything at once. */
  synchronized void answerStreams() {
    answersStreams = true;
    unanswered.forEach(Runnable::run);
    unanswered.clear();
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request, StreamObserver<RepositoryModelUnloadResponse> out) {
    unloaded.incrementAndGet();
    out.onNext(RepositoryModelUnloadResponse.getDefaultInstance());
    out.onCompleted();
  }

  private void notePatience() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null) {
      patienceMillis.add(deadline.timeRemaining(TimeUnit.MILLISECONDS));
    }
  }

  /** The raw inputs as raw outputs. */
  static void echo(ModelInferRequest request, StreamObserver<ModelInferResponse> out) {
    out.onNext(response(request));
    out.onCompleted();
  }

  private static ModelInferResponse response(ModelInferRequest request) {
    return ModelInferResponse.newBuilder()
        .setModelName(request.getModelName())
        .setId(request.getId())
        .addAllRawOutputContents(request.getRawInputContentsList())
        .build();
  }
}
