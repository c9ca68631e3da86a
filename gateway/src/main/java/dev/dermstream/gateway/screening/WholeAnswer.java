package dev.dermstream.gateway.screening;

import static dev.dermstream.gateway.screening.GatewayTimings.timing;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.admission.Lane;
import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.gateway.audit.ImageAudit;
import dev.dermstream.gateway.routing.RoutedListener;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.StageTiming;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way of an image whose answer comes in one piece and of the node alone: a place, the node, the
 * record, the answer. Lives on one event loop.
 */
final class WholeAnswer<A> implements RoutedListener {
  private final InboundCall<A> call;
  private final Assembly<A> assembly;
  private final GatewayTimings timings;
  private final ImageAudit audit;
  private final Place place;
  private final long startNanos = System.nanoTime();
  private @Nullable UpstreamCall node;
  private @Nullable Encoded encoded;
  private boolean concluded;

  /** Puts an answer together. */
  interface Assembly<A> {
    /**
     * @param outcome {@link InferOutcome.Written} or {@link InferOutcome.EncodedOnly}
     * @param timings of node and gateway
     * @return empty if that is not what the node was asked for
     */
    Optional<A> of(Encoded encoded, InferOutcome outcome, List<StageTiming> timings);
  }

  private WholeAnswer(
      InboundCall<A> call,
      Assembly<A> assembly,
      GatewayTimings timings,
      Place place,
      ImageAudit audit) {
    this.call = call;
    this.assembly = assembly;
    this.timings = timings;
    this.place = place;
    this.audit = audit;
  }

  /**
   * Sends a checked request on its way.
   *
   * @param method of the contract, for the record
   * @param requestBytes size of the caller's request
   * @param request to the node
   */
  static <A> void begin(
      CallSupport support,
      InboundCall<A> call,
      String method,
      Work work,
      int requestBytes,
      InferRequest request,
      Assembly<A> assembly) {
    Place place =
        support.admissions().place(Lane.of(request.getLane()), work, requestBytes, call.context());
    ImageAudit audit = support.audit(call, method, request.getImage());
    GatewayTimings timings = support.timings().of(request.getLane(), call.context().trace());
    WholeAnswer<A> answer = new WholeAnswer<>(call, assembly, timings, place, audit);
    call.onStop(answer::stop);
    place.enter(
        () -> answer.node = support.peers().nodes().infer(request, call.context(), answer),
        answer::fail);
  }

  private void stop() {
    place.leave();
    if (node != null) {
      node.cancel();
    }
    if (!concluded) {
      concluded = true;
      boolean deadlinePassed = call.context().deadline().remainingMillis() == 0;
      timings.abandoned(deadlinePassed, System.nanoTime() - startNanos);
      audit.abandoned(deadlinePassed, origin());
    }
  }

  @Override
  public void encoded(Encoded encoded) {
    this.encoded = encoded;
  }

  @Override
  public void text(String piece) {
    // Whatever is asked for comes whole.
  }

  @Override
  public boolean restart() {
    encoded = null;
    return true;
  }

  @Override
  public void ended(InferOutcome outcome) {
    switch (outcome) {
      case InferOutcome.Refused refused -> fail(refused.rejected().getError());
      case InferOutcome.Failed failed -> fail(failed.error());
      case InferOutcome.Written written -> finish(written, written.finished().getTimingsList());
      case InferOutcome.EncodedOnly only -> finish(only, List.of());
    }
  }

  private void finish(InferOutcome outcome, List<StageTiming> afterEncoding) {
    Encoded known = encoded;
    if (known == null) {
      fail(fault());
      return;
    }
    List<StageTiming> stages = new ArrayList<>(known.getTimingsList());
    stages.addAll(afterEncoding);
    stages.add(place.timing(call.context().deadline()));
    stages.add(
        timing(GatewayTimings.TOTAL, System.nanoTime() - startNanos, call.context().deadline()));
    assembly
        .of(known, outcome, stages)
        .ifPresentOrElse(
            answer -> send(answer, known.getProvenance().getProfile(), stages),
            () -> fail(fault()));
  }

  private void send(A answer, String profile, List<StageTiming> stages) {
    concluded = true;
    place.served();
    timings.answered(profile, stages);
    audit.end(
        Conclusion.answered(
            origin(), encoded == null ? null : Conclusions.area(encoded.getImage())),
        call.requestId(),
        timings.audited(profile, () -> call.end(answer)),
        call::fail);
  }

  private void fail(Error error) {
    concluded = true;
    place.failed(error);
    timings.failed(error, System.nanoTime() - startNanos);
    Error told = error.toBuilder().setRequestId(call.requestId()).build();
    audit.end(
        Conclusions.of(told, origin()),
        call.requestId(),
        timings.audited("", () -> call.fail(told)),
        call::fail);
  }

  private Origin origin() {
    return Conclusions.origin(encoded == null ? null : encoded.getProvenance());
  }

  private Error fault() {
    return StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, call.requestId());
  }
}
