package dev.dermstream.gateway.web;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.gateway.report.ReportXml;
import dev.dermstream.gateway.screening.GrpcTimeout;
import dev.dermstream.gateway.screening.Guard;
import dev.dermstream.gateway.screening.InboundCall;
import dev.dermstream.gateway.screening.Reply;
import dev.dermstream.gateway.screening.ScreeningMethods;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamResponse;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The screening methods over HTTP. An image comes as the body, as the file {@code image} of a form,
 * or in base64 within the method's request in JSON; the answer leaves in the form that {@code
 * Accept} asks for. For one event loop.
 */
final class ScreeningRoutes {
  private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

  /** JSON of more bytes is read aside: the event loop serves others meanwhile. */
  private static final int SHORT_JSON_BYTES = 256 * 1024;

  private final Vertx vertx;
  private final ScreeningMethods methods;
  private final Guard guard;
  private final int maxBodyBytes;

  /**
   * @param guard records what is refused before its body was read
   */
  ScreeningRoutes(Vertx vertx, ScreeningMethods methods, Guard guard, int maxBodyBytes) {
    this.vertx = vertx;
    this.methods = methods;
    this.guard = guard;
    this.maxBodyBytes = maxBodyBytes;
  }

  void screen(Exchange exchange) {
    String form = chosen(exchange, List.of(MediaType.JSON, MediaType.XML, MediaType.EVENTS));
    switch (form) {
      case MediaType.JSON ->
          serve(
              exchange,
              new WholeReply<>(
                  exchange,
                  MediaType.JSON,
                  (ScreenResponse answer) -> ProtoJson.print(answer.getReport())),
              ScreeningForms.SCREEN,
              methods::screen);
      case MediaType.XML ->
          serve(
              exchange,
              new WholeReply<>(
                  exchange,
                  MediaType.XML,
                  (ScreenResponse answer) ->
                      DECLARATION + ReportXml.render(answer.getReport()) + "\n"),
              ScreeningForms.SCREEN,
              methods::screen);
      case MediaType.EVENTS ->
          serve(
              exchange,
              new EventReply<>(exchange, ScreeningRoutes::event),
              ScreeningForms.SCREEN,
              methods::follow);
      default -> refuseAccept(exchange, ScreeningForms.SCREEN);
    }
  }

  void ask(Exchange exchange) {
    String form = chosen(exchange, List.of(MediaType.JSON, MediaType.EVENTS));
    switch (form) {
      case MediaType.JSON ->
          serve(exchange, new TextReply(exchange), ScreeningForms.ASK, methods::ask);
      case MediaType.EVENTS ->
          serve(
              exchange,
              new EventReply<>(exchange, ScreeningRoutes::event),
              ScreeningForms.ASK,
              methods::ask);
      default -> refuseAccept(exchange, ScreeningForms.ASK);
    }
  }

  void embed(Exchange exchange) {
    serveJson(exchange, ScreeningForms.EMBED, methods::embed);
  }

  void rank(Exchange exchange) {
    serveJson(exchange, ScreeningForms.RANK, methods::rank);
  }

  private <Q extends Message, A extends Message> void serveJson(
      Exchange exchange, ScreeningForms<Q> form, BiConsumer<Q, InboundCall<A>> method) {
    if (chosen(exchange, List.of(MediaType.JSON)).isEmpty()) {
      refuseAccept(exchange, form);
      return;
    }
    serve(exchange, new WholeReply<>(exchange, MediaType.JSON, ProtoJson::print), form, method);
  }

  private <Q extends Message, A> void serve(
      Exchange exchange,
      Reply<A> reply,
      ScreeningForms<Q> form,
      BiConsumer<Q, InboundCall<A>> method) {
    Fields fields;
    Optional<Duration> patience;
    try {
      fields = Fields.ofAddress(exchange.request(), form.fields());
      patience = patience(exchange, fields);
    } catch (ServiceException e) {
      Error error = StatusMapping.toError(e, exchange.requestId());
      guard.refuse(
          exchange.request(),
          form.grpcMethod(),
          error,
          told -> exchange.fail(StatusMapping.toStatus(told)));
      return;
    }
    InboundCall<A> call = methods.open(reply, exchange.requestId(), patience, form.method());
    if (call.isOver()) {
      return;
    }
    exchange.onCallerLeft(call);
    call.guarded(() -> {
      String type = MediaType.of(exchange.request().getHeader("content-type"));
      requireKnown(type);
      BodyReader.read(
          exchange,
          call,
          maxBodyBytes,
          body -> {
            if (type.equals(MediaType.JSON)) {
              readJson(body, fields, form, request -> method.accept(request, call), call);
            } else {
              method.accept(
                  form.ofImage().apply(image(exchange, type, body, fields), fields), call);
            }
          });
    });
  }

  private <Q extends Message> void readJson(
      Buffer body, Fields fields, ScreeningForms<Q> form, Consumer<Q> work, InboundCall<?> call) {
    if (fields.describesWork()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT,
          "With a JSON body only deadline stands in the address; the rest belongs into the body.");
    }
    if (body.length() <= SHORT_JSON_BYTES) {
      work.accept(parse(body, form));
      return;
    }
    vertx
        .executeBlocking(() -> parse(body, form), false)
        .onComplete(
            request -> {
              if (!call.isOver()) {
                work.accept(request);
              }
            },
            failure ->
                call.guarded(() -> {
                  if (failure instanceof RuntimeException e) {
                    throw e;
                  }
                  throw new IllegalStateException("Reading JSON failed", failure);
                }));
  }

  @SuppressWarnings("unchecked") // A form's builder builds the form's message.
  private static <Q extends Message> Q parse(Buffer body, ScreeningForms<Q> form) {
    Message.Builder message = form.empty().get();
    ProtoJson.merge(body.toString(StandardCharsets.UTF_8), message);
    return (Q) message.build();
  }

  private static ByteString image(Exchange exchange, String type, Buffer body, Fields fields) {
    return type.equals(MediaType.FORM)
        ? MultipartForm.read(
            String.valueOf(exchange.request().getHeader("content-type")), body, fields)
        : UnsafeByteOperations.unsafeWrap(body.getBytes());
  }

  private static void requireKnown(String type) {
    if (!MediaType.isImage(type) && !type.equals(MediaType.FORM) && !type.equals(MediaType.JSON)) {
      throw new ServiceException(
          ErrorCode.UNSUPPORTED_MEDIA,
          "Send an image with a Content-Type such as image/jpeg, image/png, application/dicom or"
              + " application/octet-stream, a form as multipart/form-data, or application/json.");
    }
  }

  private static Optional<Duration> patience(Exchange exchange, Fields fields) {
    return fields
        .deadline()
        .or(() -> GrpcTimeout.parse(exchange.request().getHeader("grpc-timeout")));
  }

  private static String chosen(Exchange exchange, List<String> offers) {
    return Accept.choose(exchange.request().getHeader("accept"), offers).orElse("");
  }

  private void refuseAccept(Exchange exchange, ScreeningForms<?> form) {
    Error error =
        StatusMapping.error(
            ErrorCode.INVALID_INPUT,
            "No form that Accept asks for can be given; try */*.",
            exchange.requestId());
    guard.refuse(
        exchange.request(),
        form.grpcMethod(),
        error,
        told ->
            exchange.fail(
                told.equals(error) ? HttpStatus.NOT_ACCEPTABLE : HttpStatus.of(told), told));
  }

  private static EventReply.Event event(ScreenStreamResponse message) {
    return switch (message.getEventCase()) {
      case ACCEPTED -> new EventReply.Event("accepted", message.getAccepted());
      case SCORED -> new EventReply.Event("scored", message.getScored());
      case REPORT -> new EventReply.Event("report", message.getReport());
      case ERROR -> new EventReply.Event("error", message.getError());
      case WRITING -> new EventReply.Event("writing", message.getWriting());
      case EVENT_NOT_SET -> throw new IllegalStateException("A message without an event");
    };
  }

  private static EventReply.Event event(AskResponse message) {
    return message.hasFinished()
        ? new EventReply.Event("finished", message.getFinished())
        : new EventReply.Event("text", message);
  }
}
