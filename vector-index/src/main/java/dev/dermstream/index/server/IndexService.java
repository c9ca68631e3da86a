package dev.dermstream.index.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.index.search.SearchFilter;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.index.v1.IndexServiceGrpc;
import dev.dermstream.index.vectors.UnitVectors;
import dev.dermstream.platform.release.Succession;
import dev.dermstream.platform.server.Admission;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.v1.NeighborFilter;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;

/**
 * Checks a request on the event loop, which costs microseconds, and hands it to the search threads.
 */
final class IndexService extends IndexServiceGrpc.IndexServiceImplBase {
  private static final int MOST_RESULTS = 100;
  private static final int MOST_FILTER_VALUES = 100;

  private final Succession<ServedRelease> releases;
  private final SearchExecutor executor;
  private final StageMetrics metrics;

  /**
   * @param releases every one that answers now
   */
  IndexService(Succession<ServedRelease> releases, SearchExecutor executor, StageMetrics metrics) {
    this.releases = releases;
    this.executor = executor;
    this.metrics = metrics;
  }

  @Override
  public void classify(ClassifyRequest request, StreamObserver<ClassifyResponse> response) {
    // grpc-java hands this type to every server method; it alone tells of cancellation.
    ServerCallStreamObserver<ClassifyResponse> observer =
        (ServerCallStreamObserver<ClassifyResponse>) response;
    Admission.admit(
        request.getRequestId(),
        observer,
        () -> {
          ClassifyCall call = accept(request, observer);
          boolean submitted = false;
          try {
            observer.setOnCancelHandler(() -> abandon(call));
            executor.submit(call);
            submitted = true;
          } finally {
            if (!submitted) {
              call.letGo();
            }
          }
        });
  }

  private void abandon(ClassifyCall call) {
    if (executor.withdraw(call)) {
      call.recordAbandoned();
      call.letGo();
    }
  }

  private ClassifyCall accept(
      ClassifyRequest request, ServerCallStreamObserver<ClassifyResponse> observer) {
    Succession<ServedRelease>.Use release =
        releases
            .use(request.getReleaseId())
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.RELEASE_MISMATCH,
                    "The index does not serve the node's release now; try again."));
    boolean accepted = false;
    try {
      ServedProfile profile = release.serving().profile(request.getProfile());
      requireCount("top_clusters", request.getTopClusters());
      requireCount("top_neighbors", request.getTopNeighbors());
      ClassifyCall call =
          new ClassifyCall(
              release,
              profile,
              request,
              embedding(request, profile),
              filter(request, profile),
              observer,
              metrics);
      accepted = true;
      return call;
    } finally {
      if (!accepted) {
        release.close();
      }
    }
  }

  private static void requireCount(String field, int count) {
    if (count < 0 || count > MOST_RESULTS) {
      throw invalid("%s must be 0 to %d, not %d.".formatted(field, MOST_RESULTS, count));
    }
  }

  private static float[] embedding(ClassifyRequest request, ServedProfile profile) {
    float[] embedding = new float[request.getEmbeddingCount()];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = request.getEmbedding(i);
    }
    try {
      return UnitVectors.unit(embedding, profile.index().description().dimension());
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The embedding " + e.getMessage() + ".", e);
    }
  }

  private static SearchFilter filter(ClassifyRequest request, ServedProfile profile) {
    NeighborFilter wanted = request.getNeighborFilter();
    requireValues("modality", wanted.getModalityCount());
    requireValues("site", wanted.getSiteCount());
    SearchFilter filter =
        new SearchFilter(Set.copyOf(wanted.getModalityList()), Set.copyOf(wanted.getSiteList()));
    try {
      profile.index().requireKnown(filter);
    } catch (IllegalArgumentException e) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "The neighbor_filter " + e.getMessage() + ".", e);
    }
    return filter;
  }

  private static void requireValues(String attribute, int count) {
    if (count > MOST_FILTER_VALUES) {
      throw invalid(
          "neighbor_filter.%s may list %d values, not %d."
              .formatted(attribute, MOST_FILTER_VALUES, count));
    }
  }

  private static ServiceException invalid(String sentence) {
    return new ServiceException(ErrorCode.INVALID_INPUT, sentence);
  }
}
