package dev.dermstream.pacs.delivery;

import dev.dermstream.pacs.delivery.Parcel.DicomObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Stores objects by STOW-RS (PS3.18 10.5). Thread-safe. */
public final class StowClient implements Destination {
  private static final String DICOM = "application/dicom";
  private static final String JSON = "application/dicom+json";
  private static final int NO_WAY = 0;

  private final URI studies;
  private final HttpPost http;

  /**
   * @param tls for {@code https}; empty: the platform's own
   * @param token sent as a bearer token, asked for each time
   */
  public StowClient(
      DestinationConfig config, Optional<SSLContext> tls, Optional<Supplier<String>> token) {
    this.studies = URI.create(config.address() + "/studies");
    this.http = new HttpPost(config, tls, token);
  }

  @Override
  public Outcome send(Parcel parcel) throws InterruptedException {
    return parcel instanceof DicomObject object
        ? store(List.of(object)).values().iterator().next()
        : new Outcome.Refused(NO_WAY, "An origin server takes objects alone");
  }

  /**
   * Stores objects in one request.
   *
   * @param objects of different SOP Instance UIDs, at least one
   * @return an outcome for each UID, in the order of the objects
   */
  public Map<String, Outcome> store(List<DicomObject> objects) throws InterruptedException {
    String boundary = "dermstream-" + UUID.randomUUID();
    String type = "multipart/related; type=\"%s\"; boundary=%s".formatted(DICOM, boundary);
    try {
      HttpResponse<byte[]> answer = http.send(studies, type, JSON, body(objects, boundary));
      StowAnswer read = StowAnswer.of(answer);
      return each(objects, object -> read.outcome(object.sopInstance()));
    } catch (IOException e) {
      return each(objects, object -> HttpStatuses.outcome(e));
    }
  }

  @Override
  public void close() {
    http.close();
  }

  private static Map<String, Outcome> each(
      List<DicomObject> objects, Function<DicomObject, Outcome> outcome) {
    Map<String, Outcome> all = new LinkedHashMap<>();
    objects.forEach(object -> all.put(object.sopInstance(), outcome.apply(object)));
    return all;
  }

  private static BodyPublisher body(List<DicomObject> objects, String boundary) {
    List<BodyPublisher> pieces = new ArrayList<>();
    String lead = "--";
    for (DicomObject object : objects) {
      pieces.add(
          BodyPublishers.ofString(
              "%s%s\r\nContent-Type: %s\r\n\r\n".formatted(lead, boundary, DICOM)));
      pieces.add(BodyPublishers.ofByteArray(object.part10()));
      lead = "\r\n--";
    }
    pieces.add(BodyPublishers.ofString("\r\n--%s--\r\n".formatted(boundary)));
    return BodyPublishers.concat(pieces.toArray(BodyPublisher[]::new));
  }
}
