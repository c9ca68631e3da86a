package dev.dermstream.node.oip;

import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.repository.ModelIndexEntry;
import dev.dermstream.node.repository.ModelState;
import dev.dermstream.oip.v2.ModelConfigRequest;
import dev.dermstream.oip.v2.ModelConfigResponse;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.oip.v2.ModelMetadataRequest;
import dev.dermstream.oip.v2.ModelMetadataResponse;
import dev.dermstream.oip.v2.ModelReadyRequest;
import dev.dermstream.oip.v2.ModelReadyResponse;
import dev.dermstream.oip.v2.ModelStatisticsRequest;
import dev.dermstream.oip.v2.ModelStatisticsResponse;
import dev.dermstream.oip.v2.ModelStreamInferResponse;
import dev.dermstream.oip.v2.RepositoryIndexRequest;
import dev.dermstream.oip.v2.RepositoryIndexResponse;
import dev.dermstream.oip.v2.RepositoryIndexResponse.ModelIndex;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.RepositoryModelLoadResponse;
import dev.dermstream.oip.v2.RepositoryModelUnloadRequest;
import dev.dermstream.oip.v2.RepositoryModelUnloadResponse;
import dev.dermstream.oip.v2.ServerLiveRequest;
import dev.dermstream.oip.v2.ServerLiveResponse;
import dev.dermstream.oip.v2.ServerMetadataRequest;
import dev.dermstream.oip.v2.ServerMetadataResponse;
import dev.dermstream.oip.v2.ServerReadyRequest;
import dev.dermstream.oip.v2.ServerReadyResponse;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The methods of {@code inference.GRPCInferenceService}. They run on the network's event loop:
 * requests are checked there and answered by the models' own threads; what is large or reads the
 * disk goes to {@code aside}.
 */
final class OipService extends AbsentExtensions {
  private static final Logger log = LoggerFactory.getLogger(OipService.class);
  private static final String NAME = "dermstream";

  /** Those of Triton's extensions that are done here, by the names that it gives them. */
  private static final List<String> EXTENSIONS =
      List.of(
          "model_repository",
          "schedule_policy",
          "model_configuration",
          "binary_tensor_data",
          "parameters",
          "statistics");

  /** A request of this many bytes takes longer to check than an event loop should be held. */
  private static final int LARGE_BYTES = 1 << 20;

  private final JoinedCatalog catalog;
  private final Inferences inferences;
  private final BooleanSupplier ready;
  private final Executor aside;

  /**
   * @param ready whether the node can answer now
   * @param aside runs what must not hold the event loop; never refuses
   */
  OipService(JoinedCatalog catalog, Inferences inferences, BooleanSupplier ready, Executor aside) {
    this.catalog = catalog;
    this.inferences = inferences;
    this.ready = ready;
    this.aside = aside;
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> response) {
    answer(response, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(
      ServerReadyRequest request, StreamObserver<ServerReadyResponse> response) {
    answer(response, () -> ServerReadyResponse.newBuilder().setReady(isReady()).build());
  }

  private boolean isReady() {
    return !inferences.isDraining() && ready.getAsBoolean();
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> response) {
    answer(
        response,
        () -> {
          boolean answers =
              !inferences.isDraining() && catalog.isReady(request.getName(), request.getVersion());
          return ModelReadyResponse.newBuilder().setReady(answers).build();
        });
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> response) {
    answer(
        response,
        () ->
            ServerMetadataResponse.newBuilder()
                .setName(NAME)
                .setVersion(ServerVersion.current())
                .addAllExtensions(EXTENSIONS)
                .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> response) {
    answer(
        response,
        () -> {
          List<String> versions = catalog.readyVersions(request.getName());
          return catalog.require(
              request.getName(),
              request.getVersion(),
              model -> DescriptionWriter.metadata(model.description(), versions));
        });
  }

  @Override
  public void modelConfig(
      ModelConfigRequest request, StreamObserver<ModelConfigResponse> response) {
    answer(
        response,
        () ->
            catalog.require(
                request.getName(),
                request.getVersion(),
                model ->
                    ModelConfigResponse.newBuilder()
                        .setConfig(DescriptionWriter.config(model.description()))
                        .build()));
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> response) {
    // grpc-java hands this type to every server method; it alone tells of cancellation.
    ServerCallStreamObserver<ModelInferResponse> observer =
        (ServerCallStreamObserver<ModelInferResponse>) response;
    Caller caller = Caller.current();
    StopSwitch stop = new StopSwitch();
    observer.setOnCancelHandler(stop::stop);
    UnaryCall call = new UnaryCall(caller.headers().requestId(), observer);
    Runnable start = () -> stop.begun(inferences.start(request, false, caller, call));
    if (request.getSerializedSize() < LARGE_BYTES) {
      start.run();
    } else {
      aside.execute(Context.current().wrap(start));
    }
  }

  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> response) {
    return StreamCall.open(
        inferences, (ServerCallStreamObserver<ModelStreamInferResponse>) response);
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest request, StreamObserver<ModelStatisticsResponse> response) {
    answer(response, () -> statistics(request.getName(), request.getVersion()));
  }

  private ModelStatisticsResponse statistics(String name, String version) {
    ModelStatisticsResponse.Builder all = ModelStatisticsResponse.newBuilder();
    if (!name.isEmpty()) {
      catalog.require(name, version, model -> true);
    }
    for (ModelIndexEntry entry : catalog.index()) {
      if (matches(name, entry.name()) && matches(version, entry.version())) {
        catalog
            .with(entry.name(), entry.version(), ServedModel::statistics)
            .ifPresent(all::addModelStats);
      }
    }
    return all.build();
  }

  private static boolean matches(String asked, String actual) {
    return asked.isEmpty() || asked.equals(actual);
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest request, StreamObserver<RepositoryIndexResponse> response) {
    answer(
        response,
        () -> {
          RepositoryIndexResponse.Builder index = RepositoryIndexResponse.newBuilder();
          catalog.index().stream()
              .filter(entry -> !request.getReady() || entry.state() == ModelState.READY)
              .forEach(entry -> index.addModels(entry(entry)));
          return index.build();
        });
  }

  private static ModelIndex entry(ModelIndexEntry entry) {
    return ModelIndex.newBuilder()
        .setName(entry.name())
        .setVersion(entry.version())
        .setState(entry.state() == ModelState.UNLOADED ? "UNAVAILABLE" : entry.state().name())
        .setReason(entry.state() == ModelState.UNLOADED ? "unloaded" : entry.reason())
        .build();
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest request, StreamObserver<RepositoryModelLoadResponse> response) {
    answerAside(
        response,
        () -> {
          if (request.getParametersCount() > 0) {
            throw Refusal.invalid(
                "A model is loaded as its folder has it; send no parameters, change"
                    + " serving.properties.");
          }
          catalog.load(request.getModelName());
          return RepositoryModelLoadResponse.getDefaultInstance();
        });
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest request,
      StreamObserver<RepositoryModelUnloadResponse> response) {
    answerAside(
        response,
        () -> {
          catalog.unload(request.getModelName());
          return RepositoryModelUnloadResponse.getDefaultInstance();
        });
  }

  private <A> void answerAside(StreamObserver<A> response, Supplier<A> work) {
    String requestId = CallHeaders.current().requestId();
    aside.execute(() -> answer(response, work, requestId));
  }

  private static <A> void answer(StreamObserver<A> response, Supplier<A> work) {
    answer(response, work, CallHeaders.current().requestId());
  }

  private static <A> void answer(StreamObserver<A> response, Supplier<A> work, String requestId) {
    A answer;
    try {
      answer = work.get();
    } catch (ServiceException e) {
      fail(response, e, requestId);
      return;
    } catch (RuntimeException e) {
      log.error("Request {} failed", requestId, e);
      fail(response, e, requestId);
      return;
    }
    response.onNext(answer);
    response.onCompleted();
  }

  private static void fail(StreamObserver<?> response, RuntimeException why, String requestId) {
    response.onError(StatusMapping.toException(StatusMapping.toError(why, requestId)));
  }
}
