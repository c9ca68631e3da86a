package dev.dermstream.gateway.audit;

import com.google.protobuf.ByteString;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.log.Audit;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The audit as an event loop sees it.
 *
 * @param audit shared by all event loops
 */
public record Auditor(Vertx vertx, Audit audit) {
  /**
   * Enters an image. The returned audit must be ended.
   *
   * @throws dev.dermstream.error.ServiceException AUDIT_UNAVAILABLE or OVERLOADED if the image must
   *     be refused
   */
  public ImageAudit begin(Arrival arrival, ByteString image) {
    return new ImageAudit(vertx, audit.begin(arrival, image.asReadOnlyByteBuffer()));
  }

  /** As the other, for an image whose bytes nobody has read. */
  public ImageAudit beginUnread(Arrival arrival) {
    return new ImageAudit(vertx, audit.beginUnread(arrival));
  }

  /**
   * Records an image that is refused before anybody worked on it and then says so.
   *
   * @param image null if its bytes were not read
   * @param send runs on this event loop once the refusal is recorded
   * @param instead runs if it cannot be
   */
  public void refused(
      Arrival arrival,
      @Nullable ByteString image,
      Error error,
      Runnable send,
      Consumer<Error> instead) {
    ImageAudit begun;
    try {
      begun = image == null ? beginUnread(arrival) : begin(arrival, image);
    } catch (ServiceException e) {
      instead.accept(StatusMapping.toError(e, arrival.requestId()));
      return;
    }
    begun.end(Conclusions.of(error, Origin.UNKNOWN), arrival.requestId(), send, instead);
  }
}
