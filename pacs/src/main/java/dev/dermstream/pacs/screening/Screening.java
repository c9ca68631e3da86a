package dev.dermstream.pacs.screening;

import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.dicom.file.DermatologyAttributes;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Uid;
import dev.dermstream.dicom.privacy.PixelsOnly;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.report.UnmappedClassException;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.NeighborFilter;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out how one object ends. Thread-safe. */
final class Screening {
  private static final Logger log = LoggerFactory.getLogger(Screening.class);

  /** The cluster is away, or does not let this edge in: nothing that the object could help. */
  private static final Set<String> AWAY =
      Set.of(
          ErrorCode.NOT_READY.name(),
          ErrorCode.DRAINING.name(),
          ErrorCode.OVERLOADED.name(),
          ErrorCode.AUDIT_UNAVAILABLE.name(),
          ErrorCode.UNAUTHENTICATED.name(),
          ErrorCode.PERMISSION_DENIED.name(),
          ErrorCode.PROFILE_NOT_FOUND.name());

  /** It will never be taken. */
  private static final Set<String> NEVER =
      Set.of(
          ErrorCode.INVALID_INPUT.name(),
          ErrorCode.EMPTY_IMAGE.name(),
          ErrorCode.MESSAGE_TOO_LARGE.name());

  private final Gateway gateway;
  private final Results results;
  private final DicomLimits limits;
  private final ScreeningConfig config;
  private final Clock clock;

  Screening(
      Gateway gateway, Results results, DicomLimits limits, ScreeningConfig config, Clock clock) {
    this.gateway = gateway;
    this.results = results;
    this.limits = limits;
    this.config = config;
    this.clock = clock;
  }

  /** Asks until there is an answer, or none can be had. */
  InstanceOutcome of(Waiting object, byte[] part10) throws InterruptedException {
    PixelsOnly pixels;
    ScreenRequest request;
    try {
      pixels = PixelsOnly.of(part10, limits, Uid.of(UUID.randomUUID()));
      if (pixels.burnedIn() && !config.burnedInAllowed()) {
        return Endings.burnedIn();
      }
      request = request(object, part10, pixels);
    } catch (DicomException e) {
      return Endings.unreadable(e);
    }
    return ask(object, part10, pixels, request);
  }

  private InstanceOutcome ask(
      Waiting object, byte[] part10, PixelsOnly pixels, ScreenRequest request)
      throws InterruptedException {
    Duration pause = config.retryPause();
    int failed = 0;
    while (!object.expired(clock.instant())) {
      Error error;
      try {
        Report report = gateway.screen(request, timeout(object));
        return outcome(object, part10, report, pixels);
      } catch (DicomException e) {
        return Endings.unreadable(e);
      } catch (StatusRuntimeException e) {
        requireNotInterrupted();
        error = StatusMapping.toError(e, "");
      } catch (UnmappedClassException e) {
        return Endings.failed("UNMAPPED_CLASS", String.valueOf(e.getMessage()));
      }
      if (NEVER.contains(error.getCode())) {
        return Endings.refused(error);
      }
      boolean away = AWAY.contains(error.getCode());
      failed += away ? 0 : 1;
      if (failed >= config.attempts() || givenUp(object)) {
        return Endings.failed(error.getCode(), error.getMessage());
      }
      log.debug("Object {} is asked again: {}", object.number(), error.getCode());
      Thread.sleep(jittered(pause, error));
      pause = shorter(pause.multipliedBy(2), config.longestRetryPause());
    }
    return Endings.expired();
  }

  private InstanceOutcome outcome(Waiting object, byte[] part10, Report report, PixelsOnly pixels)
      throws UnmappedClassException, DicomException {
    return report.getDisposition() == Disposition.DISPOSITION_REJECTED
        ? Endings.rejected(report.getRejection(), pixels.pixelSha256())
        : results.of(object, part10, report, pixels.pixelSha256());
  }

  private ScreenRequest request(Waiting object, byte[] part10, PixelsOnly pixels)
      throws DicomException {
    return ScreenRequest.newBuilder()
        .setImage(UnsafeByteOperations.unsafeWrap(pixels.file()))
        .setProfile(config.profile())
        .setLanguage(config.language())
        .setLane(object.terms().lane())
        .setNeighborFilter(filter(part10))
        .build();
  }

  /** Only words of the hospital's own list go out, whatever stands in the object. */
  private NeighborFilter filter(byte[] part10) throws DicomException {
    NeighborFilter.Builder filter = NeighborFilter.newBuilder();
    if (config.modalities().isEmpty() && config.sites().isEmpty()) {
      return filter.build();
    }
    try (DicomFile file = DicomFile.open(new ByteArrayInputStream(part10), limits)) {
      DermatologyAttributes attributes = file.dermatology();
      attributes.modality().filter(config.modalities()::contains).ifPresent(filter::addModality);
      attributes.site().filter(config.sites()::contains).ifPresent(filter::addSite);
      return filter.build();
    } catch (IOException e) {
      throw new AssertionError("an array does not fail", e);
    }
  }

  private Duration timeout(Waiting object) {
    return object
        .terms()
        .deadline()
        .map(deadline -> shorter(Duration.between(clock.instant(), deadline), config.callTimeout()))
        .orElse(config.callTimeout());
  }

  private boolean givenUp(Waiting object) {
    return clock.instant().isAfter(object.received().plus(config.giveUpAfter()));
  }

  private static Duration jittered(Duration pause, Error error) {
    long least = Math.max(pause.toMillis(), error.getRetryAfterMillis());
    return Duration.ofMillis(least + ThreadLocalRandom.current().nextLong(least / 2 + 1));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void requireNotInterrupted() throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
  }
}
