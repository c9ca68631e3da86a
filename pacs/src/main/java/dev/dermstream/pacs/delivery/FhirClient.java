package dev.dermstream.pacs.delivery;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Posts transaction Bundles to the base of a FHIR R4 server (FHIR R4 3.1.0.11.2). A transaction is
 * taken whole or not at all, so the status says everything. Thread-safe.
 */
public final class FhirClient implements Destination {
  private static final String JSON = "application/fhir+json";
  private static final int NO_WAY = 0;

  private final DestinationConfig config;
  private final HttpPost http;

  /**
   * @param tls for {@code https}; empty: the platform's own
   * @param token sent as a bearer token, asked for each time
   */
  public FhirClient(
      DestinationConfig config, Optional<SSLContext> tls, Optional<Supplier<String>> token) {
    this.config = config;
    this.http = new HttpPost(config, tls, token);
  }

  @Override
  public Outcome send(Parcel parcel) throws InterruptedException {
    if (!(parcel instanceof Parcel.FhirBundle bundle)) {
      return new Outcome.Refused(NO_WAY, "A FHIR server takes bundles alone");
    }
    try {
      return HttpStatuses.outcome(
          http.send(config.address(), JSON, JSON, BodyPublishers.ofByteArray(bundle.json())));
    } catch (IOException e) {
      return HttpStatuses.outcome(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
