package dev.dermstream.node.oip;

import dev.dermstream.node.repository.ModelRepository;
import dev.dermstream.platform.telemetry.StageMetrics;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Serves the Open Inference Protocol: {@link #service} is added to the node's server. Thread-safe.
 * Closing it frees its threads; the repository stays its owner's.
 */
public final class OpenInference implements AutoCloseable {
  private final Inferences inferences;
  private final OipService service;
  private final ExecutorService aside;
  private final ScheduledExecutorService timer;

  private OpenInference(
      Inferences inferences,
      OipService service,
      ExecutorService aside,
      ScheduledExecutorService timer) {
    this.inferences = inferences;
    this.service = service;
    this.aside = aside;
    this.timer = timer;
  }

  /** Serves profiles and the models of a repository; a profile's name goes before a folder's. */
  public static OpenInference create(
      Profiles profiles, ModelRepository repository, StageMetrics metrics) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("oip-deadlines").daemon().factory());
    JoinedCatalog catalog =
        new JoinedCatalog(
            List.of(
                new ProfileCatalog(profiles, repository, timer),
                new RepositoryCatalog(repository)));
    Inferences inferences = new Inferences(catalog, metrics);
    ExecutorService aside = Executors.newVirtualThreadPerTaskExecutor();
    return new OpenInference(
        inferences, new OipService(catalog, inferences, profiles.ready(), aside), aside, timer);
  }

  /** The service, with what reads its calls' metadata. */
  public BindableService service() {
    return () -> ServerInterceptors.intercept(service, new CallHeaders.Interceptor());
  }

  /** From now on every new request is refused as DRAINING. */
  public void drain() {
    inferences.drain();
  }

  @Override
  public void close() {
    aside.shutdown();
    timer.shutdownNow();
  }
}
