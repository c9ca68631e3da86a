package dev.dermstream.pacs.web;

import dev.dermstream.dicom.file.Uid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * The head of a Store request (PS3.18 10.5.1), checked before any of its body is read.
 *
 * @param study that all objects must belong to, if the request names one
 * @param boundary between the parts
 * @param form of the answer
 */
record StowRequest(Optional<String> study, String boundary, ReportForm form) {
  static final String DICOM = "application/dicom";
  private static final Pattern PATH = Pattern.compile("/studies(?:/([^/]*))?/?");

  /** RFC 2046 5.1.1. */
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  /** A head, or the answer that ends the request. */
  sealed interface Checked {}

  record Good(StowRequest head) implements Checked {}

  record Bad(Answer answer) implements Checked {}

  static Checked check(Request request, StowConfig config) {
    var path = PATH.matcher(request.getHttpURI().getCanonicalPath());
    if (!path.matches()) {
      return bad(HttpStatus.NOT_FOUND_404, "Only /studies and /studies/{study} are here.");
    }
    Optional<String> study = Optional.ofNullable(path.group(1)).filter(uid -> !uid.isEmpty());
    if (study.isPresent() && !Uid.isValid(study.get())) {
      return bad(HttpStatus.BAD_REQUEST_400, "The study of the address is no UID.");
    }
    if (!HttpMethod.POST.is(request.getMethod())) {
      return new Bad(
          Answer.refused(HttpStatus.METHOD_NOT_ALLOWED_405, "Objects are stored by POST.")
              .with("Allow", "POST"));
    }
    if (request.getLength() > config.maxRequestBytes()) {
      return bad(HttpStatus.PAYLOAD_TOO_LARGE_413, "The request is too long; send fewer objects.");
    }
    return content(study, request.getHeaders());
  }

  private static Checked content(Optional<String> study, HttpFields fields) {
    Optional<ReportForm> form = ReportForm.accepted(fields.getQualityCSV(HttpHeader.ACCEPT));
    if (form.isEmpty()) {
      return bad(
          HttpStatus.NOT_ACCEPTABLE_406,
          "Answers are application/dicom+json or application/dicom+xml.");
    }
    Map<String, String> parameters = new HashMap<>();
    String type = fields.get(HttpHeader.CONTENT_TYPE);
    String media = type == null ? "" : HttpField.getValueParameters(type, parameters);
    if (!"multipart/related".equalsIgnoreCase(media)
        || !DICOM.equalsIgnoreCase(parameters.get("type"))
        || fields.contains(HttpHeader.CONTENT_ENCODING)) {
      return bad(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "Objects come as multipart/related; type=\"application/dicom\", without encoding.");
    }
    String boundary = parameters.getOrDefault("boundary", "");
    return BOUNDARY.matcher(boundary).matches()
        ? new Good(new StowRequest(study, boundary, form.get()))
        : bad(HttpStatus.BAD_REQUEST_400, "The content type names no boundary between the parts.");
  }

  private static Bad bad(int status, String sentence) {
    return new Bad(Answer.refused(status, sentence));
  }
}
