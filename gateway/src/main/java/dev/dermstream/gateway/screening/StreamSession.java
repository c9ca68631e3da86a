package dev.dermstream.gateway.screening;

import com.google.protobuf.ByteString;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.upstream.CallContext;
import dev.dermstream.gateway.upstream.Deadline;
import dev.dermstream.v1.Accepted;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.Scored;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.Writing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream of images. At most {@code maxInFlightPerStream} images are worked on; while one more
 * waits for room, or while the caller reads its events too slowly, no message is taken and flow
 * control holds the caller back; so the message that gives an image up is heard while all are at
 * work. A failing image ends in an event and the others go on. A message that cannot be told apart
 * (undecodable, too large) ends the stream with a status, after the images in flight have been
 * answered; so do a server that drains and a token that has ended. Lives on one event loop.
 */
final class StreamSession {
  private static final String METHOD = "ScreenStream";

  private final CallSupport support;
  private final GrpcServerRequest<ScreenStreamRequest, ScreenStreamResponse> request;
  private final Brake brake;
  private final InboundCall<ScreenStreamResponse> call;
  private final Map<String, ImageScreening> inFlight = new HashMap<>();
  private int recording;
  private long images;
  private boolean inputEnded;
  private @Nullable Error closing;

  /** The image for which there is no room yet; with it the stream is held, and not before. */
  private final Queue<ScreenStreamRequest> parked = new ArrayDeque<>(1);

  StreamSession(
      CallSupport support,
      GrpcServerRequest<ScreenStreamRequest, ScreenStreamResponse> request,
      HttpServerRequest transport,
      InboundCall<ScreenStreamResponse> call) {
    this.support = support;
    this.request = request;
    this.brake = new Brake(support.vertx(), request, transport);
    this.call = call;
  }

  void start() {
    call.onStop(this::cancelAll);
    call.onDecongested(this::regulate);
    request.messageHandler(message -> call.guarded(() -> received(message)));
    request.invalidMessageHandler(invalid -> call.guarded(this::tooLarge));
    request.endHandler(nothing ->
        call.guarded(() -> {
          inputEnded = true;
          endIfDone();
        }));
  }

  /** The server drains: what is in flight is answered, then the stream ends with DRAINING. */
  void drain() {
    call.guarded(() -> close(InboundCall.draining(call.requestId())));
  }

  private void received(GrpcMessage message) {
    if (call.isOver() || closing != null) {
      return;
    }
    ScreenStreamRequest parsed;
    try {
      call.caller().requireStanding();
      parsed = Inbound.parse(message, ScreenStreamRequest.parser());
    } catch (ServiceException e) {
      breakOff(Inbound.bytes(message), e);
      return;
    }
    if (parsed.getCancel()) {
      giveUp(parsed.getCorrelationId());
    } else if (hasRoom()) {
      take(parsed);
    } else {
      parked.add(parsed);
    }
    regulate();
  }

  private void take(ScreenStreamRequest image) {
    images++;
    take(image.getCorrelationId(), image.getRequest());
  }

  private void takeParked() {
    while (!parked.isEmpty() && hasRoom()) {
      take(parked.remove());
    }
  }

  private boolean hasRoom() {
    return inFlight.size() + recording < support.limits().maxInFlightPerStream();
  }

  private void giveUp(String correlationId) {
    ImageScreening running = inFlight.get(correlationId);
    if (running != null) {
      running.giveUp();
    }
  }

  private void tooLarge() {
    if (!call.isOver() && closing == null) {
      breakOff(null, Inbound.tooLarge(support.limits()));
    }
  }

  /** Ends the stream because of an image that came and cannot be told from another. */
  private void breakOff(@Nullable ByteString content, ServiceException why) {
    images++;
    Error error = StatusMapping.toError(why, call.requestId());
    closing = error;
    refuse(content, error, told -> closing = told);
  }

  /**
   * Refuses the newest image of the stream, once that is recorded.
   *
   * @param content what is digested; null if it was not read
   * @param tell hears the error that is to be told
   */
  private void refuse(@Nullable ByteString content, Error error, Consumer<Error> tell) {
    Arrival arrival =
        new Arrival(RequestIds.ofImage(call.requestId(), images), call.caller().name(), METHOD);
    Consumer<Error> recorded =
        told ->
            call.guarded(() -> {
              recording--;
              tell.accept(told);
              takeParked();
              regulate();
              endIfDone();
            });
    recording++;
    regulate();
    support.auditor().refused(arrival, content, error, () -> recorded.accept(error), recorded);
  }

  private void take(String correlationId, ScreenRequest image) {
    String requestId = RequestIds.ofImage(call.requestId(), images);
    try {
      check(correlationId, image);
    } catch (ServiceException e) {
      String shown = RequestChecks.isCorrelationId(correlationId) ? correlationId : "";
      refuse(
          image.getImage(),
          StatusMapping.toError(e, requestId),
          told -> call.write(event(shown).setError(told).build()));
      return;
    }
    CallContext context =
        new CallContext(
            requestId,
            Deadline.earlier(
                call.context().deadline(), Deadline.after(support.limits().defaultDeadline())),
            call.context().client(),
            call.context().trace());
    ImageEvents events = new ImageEvents(correlationId, requestId);
    ImageScreening screening = support.screening(image, context, call, METHOD, events);
    events.deadlineTimer =
        support
            .vertx()
            .setTimer(Math.max(1, context.deadline().remainingMillis()), id -> screening.expire());
    inFlight.put(correlationId, screening);
    screening.start();
  }

  private void check(String correlationId, ScreenRequest image) {
    if (!RequestChecks.isCorrelationId(correlationId)) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "correlation_id must be 1 to 200 bytes of UTF-8.");
    }
    if (inFlight.containsKey(correlationId)) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "correlation_id is that of an image still in flight on this stream; "
              + "this second image was not taken.");
    }
    RequestChecks.profile(image.getProfile());
    call.caller().requireProfile(image.getProfile());
    RequestChecks.language(image.getLanguage());
    RequestChecks.lane(image.getLane());
    RequestChecks.region(image.getRegionOfInterest());
  }

  private void regulate() {
    boolean hold = closing != null || !parked.isEmpty() || call.isCongested();
    if (hold) {
      brake.hold();
    } else {
      brake.release();
    }
  }

  private void close(Error error) {
    if (closing == null) {
      closing = error;
      // Nothing was told of it, as of those that were not read.
      parked.clear();
      regulate();
      endIfDone();
    }
  }

  private void endIfDone() {
    if (!inFlight.isEmpty() || recording > 0 || !parked.isEmpty()) {
      return;
    }
    if (closing != null) {
      call.fail(closing);
    } else if (inputEnded) {
      call.end();
    }
  }

  private void cancelAll() {
    List<ImageScreening> running = List.copyOf(inFlight.values());
    inFlight.clear();
    parked.clear();
    running.forEach(ImageScreening::cancel);
  }

  private static ScreenStreamResponse.Builder event(String correlationId) {
    return ScreenStreamResponse.newBuilder().setCorrelationId(correlationId);
  }

  /** Turns what is heard of one image into events of the stream. */
  private final class ImageEvents implements ScreeningListener {
    private final String correlationId;
    private final String requestId;
    private long deadlineTimer;

    ImageEvents(String correlationId, String requestId) {
      this.correlationId = correlationId;
      this.requestId = requestId;
    }

    @Override
    public void accepted() {
      call.write(
          event(correlationId).setAccepted(Accepted.newBuilder().setRequestId(requestId)).build());
    }

    @Override
    public void scored(Label label) {
      call.write(event(correlationId).setScored(Scored.newBuilder().setLabel(label)).build());
    }

    @Override
    public void writing(Writing piece) {
      call.write(event(correlationId).setWriting(piece).build());
    }

    @Override
    public void reported(Report report) {
      last(event(correlationId).setReport(report).build());
    }

    @Override
    public void failed(Error error) {
      last(event(correlationId).setError(error).build());
    }

    private void last(ScreenStreamResponse event) {
      support.vertx().cancelTimer(deadlineTimer);
      inFlight.remove(correlationId);
      call.write(event);
      takeParked();
      regulate();
      endIfDone();
    }
  }
}
