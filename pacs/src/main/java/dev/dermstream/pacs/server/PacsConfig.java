package dev.dermstream.pacs.server;

import com.typesafe.config.Config;
import dev.dermstream.pacs.ledger.ReceptionConfig;
import dev.dermstream.pacs.screening.ScreeningConfig;
import dev.dermstream.platform.client.GatewayAccess;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.platform.config.Settings;
import dev.dermstream.platform.security.InternalTlsConfig;
import dev.dermstream.platform.security.ListenAddress;
import dev.dermstream.v1.Language;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Configuration of the edge, {@code dermstream.pacs}.
 *
 * @param directory of the log
 * @param codes file that a person of the hospital signed
 * @param zone of the hospital
 * @param memoryBytes what objects may hold that are being received
 * @param keepObjects how long the log keeps objects that have ended
 * @param keepLog how long it keeps how they ended
 * @param tls at the doors
 * @param grpcHost address of the gRPC door
 * @param grpcPort 0 lets the system choose
 * @param stow the STOW-RS door; empty: it stays shut
 * @param destinations whither results go
 * @param audit where the trail goes
 * @param training folder of de-identified copies; empty: none are kept
 */
record PacsConfig(
    Path directory,
    Path codes,
    ZoneId zone,
    ReceptionConfig reception,
    long memoryBytes,
    int maxPixels,
    Duration keepObjects,
    Duration keepLog,
    GatewayAccess gateway,
    ScreeningConfig screening,
    InternalTlsConfig tls,
    DicomConfig dicom,
    String grpcHost,
    int grpcPort,
    Optional<StowDoorConfig> stow,
    DestinationList destinations,
    EdgeAudit audit,
    Optional<Path> training,
    Duration drainTimeout) {
  private static final String PATH = "dermstream.pacs";
  private static final int LEAST_OBJECT = 1 << 10;
  private static final int MOST_OBJECT = 1 << 30;
  private static final int LEAST_PIXELS = 1_000;
  private static final int MOST_PIXELS = 1_000_000_000;
  private static final Duration LONGEST_KEEP = Duration.ofDays(10_000);

  /**
   * Reads and checks the values.
   *
   * @throws ConfigurationException with every problem
   */
  static PacsConfig from(Config config) {
    DestinationList destinations =
        DestinationList.read(config, config.getString(PATH + ".dicom.ae-title"));
    return Settings.read(config, PATH, settings -> read(settings, destinations));
  }

  private static PacsConfig read(Settings settings, DestinationList destinations) {
    int maxObject = settings.bytes("reception.max-object", LEAST_OBJECT, MOST_OBJECT);
    Duration drain = settings.duration("drain-timeout", Duration.ZERO, Duration.ofHours(1));
    PacsConfig read =
        new PacsConfig(
            Path.of(settings.text("directory")),
            Path.of(settings.text("codes")),
            zone(settings),
            new ReceptionConfig(maxObject, settings.size("reception.min-free", 0, 1L << 40)),
            settings.size("reception.memory", 2L * maxObject, 1L << 40),
            settings.number("reception.max-pixels", LEAST_PIXELS, MOST_PIXELS),
            settings.duration("retention.objects", Duration.ofMinutes(1), LONGEST_KEEP),
            settings.duration("retention.log", Duration.ofMinutes(1), LONGEST_KEEP),
            GatewayAccess.read(settings),
            screening(settings),
            tls(settings),
            DicomConfig.read(settings),
            settings.text("grpc.host"),
            settings.port("grpc.port"),
            StowDoorConfig.read(settings, maxObject, drain),
            destinations,
            EdgeAudit.read(settings),
            Optional.of(settings.text("training.directory"))
                .filter(directory -> !directory.isBlank())
                .map(Path::of),
            drain);
    settings.require(
        !settings.text("codes").isBlank(),
        "codes",
        "must name the file of codes that the hospital has signed; `dermstream pacs codes` proposes"
            + " one");
    read.requireProtected(settings);
    return read;
  }

  private void requireProtected(Settings settings) {
    if (dicom.enabled()) {
      requireProtected(settings, "dicom.host", dicom.host());
      settings.require(
          ListenAddress.isLoopback(dicom.host()) || !dicom.callingAeTitles().isEmpty(),
          "dicom.calling-ae-titles",
          "must name who may call where the port can be reached from other hosts");
    }
    stow.ifPresent(door -> requireProtected(settings, "stow.host", door.server().host()));
    requireProtected(settings, "grpc.host", grpcHost);
  }

  private void requireProtected(Settings settings, String key, String host) {
    settings.require(
        tls.enabled() || tls.allowInsecure() || ListenAddress.isLoopback(host),
        key,
        "can be reached from other hosts, which needs tls.enabled with certificates, or"
            + " tls.allow-insecure = true");
  }

  private static ZoneId zone(Settings settings) {
    String zone = settings.text("zone");
    try {
      return zone.isBlank() ? ZoneId.systemDefault() : ZoneId.of(zone);
    } catch (DateTimeException e) {
      settings.require(false, "zone", "is no time zone; an example is Asia/Seoul");
      return ZoneId.systemDefault();
    }
  }

  private static ScreeningConfig screening(Settings settings) {
    return new ScreeningConfig(
        settings.text("screening.profile"),
        language(settings),
        settings.number("screening.in-flight", 1, 10_000),
        settings.duration("screening.call-timeout", Duration.ofMillis(10), Duration.ofHours(1)),
        settings.duration("screening.retry-pause", Duration.ofMillis(1), Duration.ofHours(1)),
        settings.duration(
            "screening.longest-retry-pause", Duration.ofMillis(1), Duration.ofHours(1)),
        settings.number("screening.attempts", 1, 1_000),
        settings.duration("screening.give-up-after", Duration.ofSeconds(1), Duration.ofDays(365)),
        settings.flag("screening.burned-in-allowed"),
        Set.copyOf(settings.texts("screening.modalities")),
        Set.copyOf(settings.texts("screening.sites")));
  }

  private static Language language(Settings settings) {
    return switch (settings.text("screening.language")) {
      case "english" -> Language.LANGUAGE_ENGLISH;
      case "korean" -> Language.LANGUAGE_KOREAN;
      default -> {
        settings.require(false, "screening.language", "must be english or korean");
        yield Language.LANGUAGE_ENGLISH;
      }
    };
  }

  private static InternalTlsConfig tls(Settings settings) {
    InternalTlsConfig tls =
        new InternalTlsConfig(
            settings.flag("tls.enabled"),
            settings.text("tls.certificate"),
            settings.text("tls.key"),
            settings.text("tls.authorities"),
            List.of(),
            settings.duration("tls.reload-interval", Duration.ofMillis(10), Duration.ofHours(1)),
            settings.flag("tls.allow-insecure"));
    if (tls.enabled()) {
      for (String key : List.of("tls.certificate", "tls.key", "tls.authorities")) {
        settings.require(!settings.text(key).isBlank(), key, "must name a file");
      }
    }
    return tls;
  }
}
