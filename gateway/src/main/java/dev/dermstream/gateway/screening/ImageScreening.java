package dev.dermstream.gateway.screening;

import static dev.dermstream.gateway.screening.GatewayTimings.timing;

import dev.dermstream.audit.chain.Conclusion;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.admission.Lane;
import dev.dermstream.gateway.admission.Work;
import dev.dermstream.gateway.audit.Auditor;
import dev.dermstream.gateway.audit.Conclusions;
import dev.dermstream.gateway.audit.ImageAudit;
import dev.dermstream.gateway.report.Abstention;
import dev.dermstream.gateway.report.ReportAssembler;
import dev.dermstream.gateway.report.SummaryStream;
import dev.dermstream.gateway.routing.RoutedListener;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.ClassifyListener;
import dev.dermstream.gateway.upstream.InferOutcome;
import dev.dermstream.gateway.upstream.UpstreamCall;
import dev.dermstream.index.v1.ClassifyRequest;
import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.node.v1.Encoded;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.platform.tracing.Trace;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.Writing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One image on its way. The node gets the image; its embedding goes to the index as soon as it
 * arrives, while the node is still writing, and so do those of further lesions; the report is
 * joined when all are done. What a node that fails had written is provisional, so another may begin
 * anew. The first failure that remains stops everything. Lives on one event loop.
 */
final class ImageScreening implements RoutedListener, ClassifyListener {
  private static final Logger LOG = LoggerFactory.getLogger(ImageScreening.class);

  private final Peers peers;
  private final ScreeningLimits limits;
  private final GatewayTimings timings;
  private final Auditor auditor;
  private final Arrival arrival;
  private final ScreenRequest request;
  private final CallContext context;
  private final Trace trace;
  private final ScreeningListener listener;
  private final Place place;
  private final long startNanos = System.nanoTime();
  private @Nullable UpstreamCall nodeCall;
  private @Nullable UpstreamCall indexCall;
  private @Nullable FurtherRegions further;
  private @Nullable Encoded encoded;
  private @Nullable Finished finished;
  private @Nullable ClassifyResponse classified;
  private @Nullable Label scored;
  private SummaryStream summary = new SummaryStream();
  private boolean begunAnew = true;
  private @Nullable ImageAudit audit;
  private boolean over;

  ImageScreening(
      Peers peers,
      ScreeningLimits limits,
      GatewayTimings timings,
      Admissions admissions,
      Auditor auditor,
      Arrival arrival,
      ScreenRequest request,
      CallContext context,
      ScreeningListener listener) {
    trace = context.trace().child("screen");
    trace.requestId(context.requestId());
    this.peers = peers;
    this.limits = limits;
    this.timings = timings.of(request.getLane(), trace);
    this.auditor = auditor;
    this.arrival = arrival;
    this.request = request;
    this.context = context.within(trace);
    this.listener = listener;
    this.place =
        admissions.place(
            Lane.of(request.getLane()), Work.REPORT, request.getSerializedSize(), this.context);
  }

  /**
   * Sends the image to the node once it has a place; one that is empty, cannot be audited or has no
   * place is refused at once.
   */
  void start() {
    try {
      audit = auditor.begin(arrival, request.getImage());
    } catch (ServiceException e) {
      failed(StatusMapping.toError(e, context.requestId()));
      return;
    }
    if (request.getImage().isEmpty()) {
      listener.accepted();
      reject(
          ReportAssembler.rejected(
              context.requestId(),
              request.getLanguage(),
              StatusMapping.error(
                  ErrorCode.EMPTY_IMAGE, "The request carries no image.", context.requestId()),
              Provenance.getDefaultInstance()));
      return;
    }
    if (place.enter(this::send, this::failed) && !over) {
      listener.accepted();
    }
  }

  private void send() {
    nodeCall =
        peers
            .nodes()
            .infer(
                InferRequest.newBuilder()
                    .setRequestId(context.requestId())
                    .setProfile(request.getProfile())
                    .setImage(request.getImage())
                    .setLanguage(request.getLanguage())
                    .setWholeText(!request.getFollowText())
                    .setLane(request.getLane())
                    .setRegionOfInterest(request.getRegionOfInterest())
                    .build(),
                context,
                this);
  }

  /** Stops the work at both peers; the listener hears nothing more. */
  void cancel() {
    if (!over) {
      stop();
      boolean deadlinePassed = context.deadline().remainingMillis() == 0;
      timings.abandoned(deadlinePassed, elapsed());
      trace.end((deadlinePassed ? ErrorCode.DEADLINE : ErrorCode.CANCELLED).name());
      if (audit != null) {
        audit.abandoned(deadlinePassed, origin());
      }
    }
  }

  /** The caller wants this image no more: stops the work and fails. */
  void giveUp() {
    failed(StatusMapping.fromCode(io.grpc.Status.Code.CANCELLED, context.requestId()));
  }

  /** The deadline passed: stops the work and fails. */
  void expire() {
    failed(StatusMapping.fromCode(io.grpc.Status.Code.DEADLINE_EXCEEDED, context.requestId()));
  }

  @Override
  public void encoded(Encoded encoded) {
    this.encoded = encoded;
    ClassifyRequest common =
        ClassifyRequest.newBuilder()
            .setRequestId(context.requestId())
            // The node knows which profile an empty name stands for.
            .setProfile(encoded.getProvenance().getProfile())
            .build();
    indexCall =
        peers
            .indexes()
            .classify(
                encoded.getProvenance().getReleaseId(),
                common.toBuilder()
                    .addAllEmbedding(encoded.getEmbeddingList())
                    .setTopClusters(limits.topClusters())
                    .setTopNeighbors(limits.topNeighbors())
                    .setClusterMap(request.getClusterMap())
                    .setNeighborFilter(request.getNeighborFilter())
                    .build(),
                context,
                this);
    if (!over) {
      further =
          FurtherRegions.begin(
              peers.indexes(), encoded, common, context, this::joinIfAllAnswered, this::failed);
    }
  }

  @Override
  public boolean restart() {
    if (over) {
      return false;
    }
    if (indexCall != null) {
      indexCall.cancel();
      indexCall = null;
    }
    if (further != null) {
      further.cancel();
      further = null;
    }
    encoded = null;
    classified = null;
    summary = new SummaryStream();
    begunAnew = true;
    return true;
  }

  @Override
  public void text(String piece) {
    if (over || !request.getFollowText()) {
      return;
    }
    String more = summary.add(piece);
    if (!more.isEmpty()) {
      listener.writing(Writing.newBuilder().setText(more).setAnew(begunAnew).build());
      begunAnew = false;
    }
  }

  @Override
  public void ended(InferOutcome outcome) {
    switch (outcome) {
      case InferOutcome.Written written -> {
        finished = written.finished();
        place.served();
        joinIfAllAnswered();
      }
      case InferOutcome.Refused refused ->
          reject(
              ReportAssembler.rejected(
                  context.requestId(), request.getLanguage(), refused.rejected()));
      case InferOutcome.Failed failed -> {
        place.failed(failed.error());
        failed(failed.error());
      }
      case InferOutcome.EncodedOnly only ->
          failed(StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, context.requestId()));
    }
  }

  @Override
  public void classified(ClassifyResponse response) {
    classified = response;
    // A label that will not be the answer is not told before the report says so.
    boolean answers = Abstention.measured(response).isEmpty();
    if (response.getLabelsCount() > 0 && (answers || scored != null)) {
      score(response.getLabels(0));
    }
    joinIfAllAnswered();
  }

  @Override
  public void failed(Error error) {
    if (!over) {
      stop();
      timings.failed(error, elapsed());
      if (audit == null) {
        trace.end(GatewayTimings.outcome(error));
        listener.failed(error);
      } else {
        conclude(
            audit,
            Conclusions.of(error, origin()),
            "",
            GatewayTimings.outcome(error),
            () -> listener.failed(error));
      }
    }
  }

  /** Tells the label once; one that came out otherwise at the second node must not follow it. */
  private void score(Label label) {
    if (scored == null) {
      scored = label;
      listener.scored(label);
    } else if (scored.getIdCode() != label.getIdCode()) {
      failed(
          StatusMapping.error(
              ErrorCode.RELEASE_MISMATCH,
              "Two nodes found different labels for this image; try again.",
              context.requestId()));
    }
  }

  private void joinIfAllAnswered() {
    if (over
        || encoded == null
        || finished == null
        || classified == null
        || further == null
        || !further.isDone()) {
      return;
    }
    long joinStart = System.nanoTime();
    Report joined;
    try {
      joined =
          ReportAssembler.answered(
              context.requestId(),
              request.getLanguage(),
              encoded,
              finished,
              classified,
              further.answers());
    } catch (ServiceException e) {
      LOG.warn("Request {}: {}: {}", context.requestId(), e.code(), e.sentence());
      failed(StatusMapping.toError(e, context.requestId()));
      return;
    }
    long joinNanos = System.nanoTime() - joinStart;
    trace.stage(GatewayTimings.JOIN, GatewayTimings.OK, joinNanos);
    Report report =
        joined.toBuilder()
            .addTimings(place.timing(context.deadline()))
            .addTimings(timing(GatewayTimings.JOIN, joinNanos, context.deadline()))
            .addTimings(timing(GatewayTimings.TOTAL, elapsed(), context.deadline()))
            .build();
    over = true;
    timings.reported(report);
    send(report, GatewayTimings.OK);
  }

  private void reject(Report rejected) {
    stop();
    Report report =
        rejected.toBuilder()
            .addTimings(place.timing(context.deadline()))
            .addTimings(timing(GatewayTimings.TOTAL, elapsed(), context.deadline()))
            .build();
    timings.rejected(
        report.getProvenance().getProfile(), report.getRejection(), report.getTimingsList());
    send(report, GatewayTimings.outcome(report.getRejection()));
  }

  private void send(Report report, String outcome) {
    if (audit == null) {
      throw new IllegalStateException("A report without an audit");
    }
    conclude(
        audit,
        Conclusions.of(report),
        report.getProvenance().getProfile(),
        outcome,
        () -> listener.reported(report));
  }

  /** Tells the end once it is in the audit. */
  private void conclude(
      ImageAudit begun, Conclusion conclusion, String profile, String outcome, Runnable tell) {
    begun.end(
        conclusion,
        context.requestId(),
        timings.audited(
            profile,
            () -> {
              trace.end(outcome);
              tell.run();
            }),
        error -> {
          trace.end(GatewayTimings.outcome(error));
          listener.failed(error);
        });
  }

  private Origin origin() {
    return Conclusions.origin(encoded == null ? null : encoded.getProvenance());
  }

  private void stop() {
    over = true;
    place.leave();
    if (nodeCall != null) {
      nodeCall.cancel();
    }
    if (indexCall != null) {
      indexCall.cancel();
    }
    if (further != null) {
      further.cancel();
    }
  }

  private long elapsed() {
    return System.nanoTime() - startNanos;
  }
}
