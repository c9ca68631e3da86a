package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.Association;
import dev.dermstream.dicom.association.AssociationHandler;
import java.io.IOException;
import java.util.Optional;

/**
 * Serves messages on associations that were accepted. Thread-safe.
 *
 * @param handlers what requests go to
 * @param limits what messages may ask
 */
public record DimseService(DimseHandlers handlers, DimseLimits limits)
    implements AssociationHandler {
  @Override
  public void serve(Association association) throws IOException {
    Exchange exchange = new Exchange(association, limits);
    Requests requests = new Requests(exchange, handlers, true);
    try {
      for (Optional<Message> message = exchange.receive();
          message.isPresent();
          message = exchange.receive()) {
        requests.answer(message.get());
      }
    } finally {
      requests.close();
    }
  }
}
