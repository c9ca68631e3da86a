package dev.dermstream.gateway.audit;

import com.google.protobuf.ByteString;
import dev.dermstream.audit.log.Audit;
import dev.dermstream.audit.log.Audit.Arrival;
import io.vertx.core.Vertx;

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
}
