package dev.dermstream.gateway.audit;

import com.google.protobuf.ByteString;
import dev.dermstream.audit.chain.Origin;
import dev.dermstream.audit.log.Audit.Arrival;
import dev.dermstream.error.ServiceException;
import dev.dermstream.v1.Error;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image of a call until somebody works on it, and thereby audits it: whatever ends the call
 * before is recorded here. Lives on one event loop.
 */
public final class ArrivingImage {
  private static final Logger LOG = LoggerFactory.getLogger(ArrivingImage.class);

  private final Auditor auditor;
  private final Arrival arrival;
  private @Nullable Supplier<ByteString> content;

  /**
   * @param arrival of the call
   */
  public ArrivingImage(Auditor auditor, Arrival arrival) {
    this.auditor = auditor;
    this.arrival = arrival;
  }

  /**
   * What is to be digested is whole: first all that the call carries, then, once that could be
   * read, the image.
   */
  public void came(Supplier<ByteString> bytes) {
    content = bytes;
  }

  /**
   * The gateway refuses the call.
   *
   * @param send runs on this event loop once that is recorded
   * @param instead runs if it cannot be
   */
  public void refused(Error error, Runnable send, Consumer<Error> instead) {
    auditor.refused(arrival, content == null ? null : content.get(), error, send, instead);
  }

  /** Nobody waits for an answer any more. What never came whole was no image. */
  public void abandoned(boolean deadlinePassed) {
    if (content == null && !deadlinePassed) {
      return;
    }
    try {
      ImageAudit audit =
          content == null ? auditor.beginUnread(arrival) : auditor.begin(arrival, content.get());
      audit.abandoned(deadlinePassed, Origin.UNKNOWN);
    } catch (ServiceException e) {
      // The caller gets no answer that would need the record.
      LOG.debug("Request {}: its end cannot be recorded", arrival.requestId(), e);
    }
  }
}
