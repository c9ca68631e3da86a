package dev.dermstream.pacs.web;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Receipt.Standing;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.Terms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload.FileUploadBase.FileUploadIOException;
import org.apache.commons.fileupload.MultipartStream;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the parts of one request in their order, each on the disk before the next is read, so that
 * of a request no more than one object is in memory. What broke off is answered with what was
 * stored until then. An object that could not be made durable ends the request with 503, even where
 * others were stored: a sender that reads nothing but the status sends all of them again, and none
 * is lost. Not thread-safe.
 */
final class StoreTransaction {
  private static final Logger log = LoggerFactory.getLogger(StoreTransaction.class);
  private static final int BUFFER_BYTES = 64 << 10;

  private final StowConfig config;
  private final Reception reception;
  private final Identification identification;
  private final ReceivingBudget budget;
  private final Origin origin;
  private final StowRequest head;
  private final StoreReport report = new StoreReport();

  StoreTransaction(
      StowConfig config,
      Reception reception,
      Identification identification,
      ReceivingBudget budget,
      Origin origin,
      StowRequest head) {
    this.config = config;
    this.reception = reception;
    this.identification = identification;
    this.budget = budget;
    this.origin = origin;
    this.head = head;
  }

  /** Reads the body; returns when everything that is reported as stored is on the disk. */
  Answer run(PacedInput body) {
    int status = status(body);
    Answer answer =
        new Answer(status, Map.of(), head.form().mediaType(), head.form().write(report));
    return status == HttpStatus.SERVICE_UNAVAILABLE_503
        ? answer.with("Retry-After", Long.toString(config.retryAfter().toSeconds()))
        : answer;
  }

  private int status(PacedInput body) {
    try {
      int status = read(new MultipartStream(body, boundary(), BUFFER_BYTES, null));
      skipEpilogue(body);
      return status;
    } catch (FileUploadIOException e) {
      return HttpStatus.PAYLOAD_TOO_LARGE_413;
    } catch (IOException e) {
      log.debug("A request broke off: {}", e.toString());
      return body.failure().map(StoreTransaction::status).orElse(HttpStatus.BAD_REQUEST_400);
    }
  }

  /** So that the connection can be used again; whatever happens here, the parts are stored. */
  private static void skipEpilogue(PacedInput body) {
    try {
      body.skip(BUFFER_BYTES);
      if (!body.ended()) {
        body.read();
      }
    } catch (IOException e) {
      log.debug("A request broke off behind its last part: {}", e.toString());
    }
  }

  private static int status(IOException failure) {
    return failure instanceof PacedInput.TooLongException
        ? HttpStatus.PAYLOAD_TOO_LARGE_413
        : HttpStatus.REQUEST_TIMEOUT_408;
  }

  private int read(MultipartStream parts) throws IOException {
    parts.setPartHeaderSizeMax(config.maxHeaderBytes());
    parts.setHeaderEncoding(StandardCharsets.ISO_8859_1.name());
    boolean more = parts.skipPreamble();
    for (int count = 0; more; count++) {
      if (count == config.maxParts()) {
        return HttpStatus.PAYLOAD_TOO_LARGE_413;
      }
      if (!part(parts)) {
        return HttpStatus.SERVICE_UNAVAILABLE_503;
      }
      more = parts.readBoundary();
    }
    return ended();
  }

  private int ended() {
    if (report.isEmpty()) {
      return HttpStatus.BAD_REQUEST_400;
    }
    if (!report.hasFailures()) {
      return HttpStatus.OK_200;
    }
    if (!report.stored().isEmpty()) {
      return HttpStatus.ACCEPTED_202;
    }
    if (report.allFailedBy(FailureReason.NO_DICOM_PART)) {
      return HttpStatus.UNSUPPORTED_MEDIA_TYPE_415;
    }
    return report.allFailedBy(FailureReason.OUT_OF_RESOURCES)
        ? HttpStatus.PAYLOAD_TOO_LARGE_413
        : HttpStatus.CONFLICT_409;
  }

  /** False if nothing more can be stored for the moment. */
  private boolean part(MultipartStream parts) throws IOException {
    PartHeader header = new PartHeader(parts.readHeaders());
    if (!header.isDicom()) {
      parts.discardBodyData();
      report.failed(FailureReason.NO_DICOM_PART);
      return true;
    }
    try (ObjectBytes object = new ObjectBytes(budget, config.maxObjectBytes())) {
      parts.readBodyData(object);
      byte[] part10 = object.take();
      return switch (object.room()) {
        case ENOUGH -> isOfStudy(part10) ? store(part10) : true;
        case TOO_LONG -> {
          report.failed(FailureReason.OUT_OF_RESOURCES);
          yield true;
        }
        case NONE_NOW -> {
          report.failed(FailureReason.OUT_OF_RESOURCES);
          yield false;
        }
      };
    }
  }

  /** False, and reported, if the object belongs to another study than the request. */
  private boolean isOfStudy(byte[] part10) {
    Optional<Identity> other = head.study().flatMap(study -> otherThan(study, part10));
    other.ifPresent(object ->
        report.failed(object.sopClass(), object.sopInstance(), FailureReason.OTHER_STUDY));
    return other.isEmpty();
  }

  private Optional<Identity> otherThan(String study, byte[] part10) {
    try {
      return Optional.of(identification.of(part10))
          .filter(object -> !object.studyInstance().equals(study));
    } catch (DicomException e) {
      // Whether it can be kept nevertheless is for the reception to say.
      return Optional.empty();
    }
  }

  private boolean store(byte[] part10) {
    try {
      switch (reception.receive(origin, Terms.ROUTINE, part10)) {
        case Reception.Stored stored -> stored(stored);
        case Reception.Refused refused -> report.failed(reason(refused.fault()));
      }
      return true;
    } catch (IOException e) {
      log.warn("An object could not be stored; its sender is asked to send it again", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    report.failed(FailureReason.OUT_OF_RESOURCES);
    return false;
  }

  private void stored(Reception.Stored stored) {
    Identity object = stored.identity();
    if (stored.receipt().standing() == Standing.CONFLICT) {
      report.failed(object.sopClass(), object.sopInstance(), FailureReason.OTHER_BYTES_STAND);
    } else {
      report.stored(object.sopClass(), object.sopInstance());
    }
  }

  private static FailureReason reason(DicomException fault) {
    return switch (fault.fault()) {
      case UNSUPPORTED_TRANSFER_SYNTAX -> FailureReason.TRANSFER_SYNTAX;
      case TOO_LARGE -> FailureReason.OUT_OF_RESOURCES;
      case NO_TRANSFER_SYNTAX,
          UNSUPPORTED_PIXELS,
          TRUNCATED,
          STRUCTURE_CORRUPT,
          PIXELS_CORRUPT,
          NO_IMAGE ->
          FailureReason.CANNOT_UNDERSTAND;
    };
  }

  private byte[] boundary() {
    return head.boundary().getBytes(StandardCharsets.US_ASCII);
  }
}
