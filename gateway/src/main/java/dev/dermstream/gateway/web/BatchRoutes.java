package dev.dermstream.gateway.web;

import com.google.protobuf.Message;
import dev.dermstream.batch.v1.CancelJobResponse;
import dev.dermstream.batch.v1.GetJobResponse;
import dev.dermstream.batch.v1.ListJobsResponse;
import dev.dermstream.batch.v1.PauseJobResponse;
import dev.dermstream.batch.v1.ResumeJobResponse;
import dev.dermstream.batch.v1.RetryFailedResponse;
import dev.dermstream.gateway.batch.BatchJobs;
import dev.dermstream.gateway.screening.GrpcTimeout;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.screening.Reply;
import dev.dermstream.gateway.screening.ScreeningMethods;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of batch screening as JSON, and their reports as pages. Jobs are submitted elsewhere:
 * their paths are those of the workers. For one event loop.
 */
final class BatchRoutes {
  private static final String SERVICE = "dermstream.gateway.BatchJobs/";
  private static final String ALL = "/v1/batch/jobs";

  /** Ids are those that the worker takes; anything else is no address. */
  private static final Pattern ONE =
      Pattern.compile(ALL + "/([a-z0-9-]{8,40})(/report|:[a-z-]{1,20})?");

  /** A report is whole before its first piece leaves, which takes long for a large job. */
  private static final Duration REPORT_PATIENCE = Duration.ofMinutes(5);

  private final ScreeningMethods methods;
  private final Optional<BatchJobs> jobs;

  /**
   * @param methods open the calls
   * @param jobs empty where no worker is configured
   */
  BatchRoutes(ScreeningMethods methods, Optional<BatchJobs> jobs) {
    this.methods = methods;
    this.jobs = jobs;
  }

  /** Empty if the path is none of jobs. */
  Optional<Route> at(String path) {
    if (path.equals(ALL)) {
      return Optional.of(reading("ListJobs", this::list));
    }
    Matcher one = ONE.matcher(path);
    return one.matches()
        ? Optional.ofNullable(route(one.group(1), Objects.requireNonNullElse(one.group(2), "")))
        : Optional.empty();
  }

  private @Nullable Route route(String id, String what) {
    return switch (what) {
      case "" -> reading("GetJob", exchange -> get(id, exchange));
      case "/report" ->
          new Route(
              Set.of(HttpMethod.GET), SERVICE + "GetReport", exchange -> report(id, exchange));
      case ":pause" -> changing("PauseJob", exchange -> pause(id, exchange));
      case ":resume" -> changing("ResumeJob", exchange -> resume(id, exchange));
      case ":cancel" -> changing("CancelJob", exchange -> cancel(id, exchange));
      case ":retry-failed" -> changing("RetryFailed", exchange -> retryFailed(id, exchange));
      default -> null;
    };
  }

  private static Route reading(String method, Consumer<Exchange> work) {
    return new Route(Route.READING, SERVICE + method, work);
  }

  private static Route changing(String method, Consumer<Exchange> work) {
    return new Route(Set.of(HttpMethod.POST), SERVICE + method, work);
  }

  private void list(Exchange exchange) {
    serve(exchange, (ListJobsResponse answer) -> answer, BatchJobs::list);
  }

  private void get(String id, Exchange exchange) {
    serve(exchange, GetJobResponse::getJob, (worker, call) -> worker.get(id, call));
  }

  private void pause(String id, Exchange exchange) {
    serve(exchange, PauseJobResponse::getJob, (worker, call) -> worker.pause(id, call));
  }

  private void resume(String id, Exchange exchange) {
    serve(exchange, ResumeJobResponse::getJob, (worker, call) -> worker.resume(id, call));
  }

  private void cancel(String id, Exchange exchange) {
    serve(exchange, CancelJobResponse::getJob, (worker, call) -> worker.cancel(id, call));
  }

  private void retryFailed(String id, Exchange exchange) {
    serve(
        exchange,
        (RetryFailedResponse answer) -> answer,
        (worker, call) -> worker.retryFailed(id, call));
  }

  private void report(String id, Exchange exchange) {
    serve(
        exchange,
        new PageReply(exchange),
        Optional.of(REPORT_PATIENCE),
        (worker, call) -> worker.report(id, call));
  }

  private <A> void serve(
      Exchange exchange,
      Function<A, Message> rendering,
      BiConsumer<BatchJobs, InboundCall<A>> work) {
    Reply<A> reply =
        new WholeReply<>(
            exchange, MediaType.JSON, answer -> ProtoJson.print(rendering.apply(answer)));
    serve(exchange, reply, Optional.empty(), work);
  }

  private <A> void serve(
      Exchange exchange,
      Reply<A> reply,
      Optional<Duration> longer,
      BiConsumer<BatchJobs, InboundCall<A>> work) {
    if (jobs.isEmpty()) {
      exchange.refuse(
          HttpStatus.NOT_IMPLEMENTED,
          "This gateway knows no batch worker; dermstream.gateway.batch.address names one.");
      return;
    }
    Fields fields = Fields.ofAddress(exchange.request(), Set.of());
    InboundCall<A> call =
        methods.open(
            reply,
            exchange.requestId(),
            fields
                .deadline()
                .or(() -> GrpcTimeout.parse(exchange.request().getHeader("grpc-timeout")))
                .or(() -> longer));
    if (!call.isOver()) {
      exchange.onCallerLeft(call);
      call.guarded(() -> work.accept(jobs.get(), call));
    }
  }
}
