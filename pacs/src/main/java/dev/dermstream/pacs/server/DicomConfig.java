package dev.dermstream.pacs.server;

import dev.dermstream.platform.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The DICOM port, {@code dermstream.pacs.dicom}.
 *
 * @param callingAeTitles that may call; empty: any, on loopback alone
 * @param statAeTitles whose objects go before all others
 */
record DicomConfig(
    boolean enabled,
    String host,
    int port,
    String aeTitle,
    Set<String> callingAeTitles,
    Set<String> statAeTitles,
    int maxAssociations,
    int maxAssociationsPerPeer,
    int maxPduBytes,
    Duration idleTimeout) {
  private static final int MOST_ASSOCIATIONS = 10_000;
  private static final int LEAST_PDU = 4 << 10;
  private static final int MOST_PDU = 16 << 20;
  private static final String AE_TITLE = "[!-\\[\\]-~]([ -\\[\\]-~]{0,14}[!-\\[\\]-~])?";

  DicomConfig {
    callingAeTitles = Set.copyOf(callingAeTitles);
    statAeTitles = Set.copyOf(statAeTitles);
  }

  static DicomConfig read(Settings settings) {
    DicomConfig read =
        new DicomConfig(
            settings.flag("dicom.enabled"),
            settings.text("dicom.host"),
            settings.port("dicom.port"),
            settings.text("dicom.ae-title"),
            titles(settings, "dicom.calling-ae-titles"),
            titles(settings, "dicom.stat-ae-titles"),
            settings.number("dicom.max-associations", 1, MOST_ASSOCIATIONS),
            settings.number("dicom.max-associations-per-peer", 1, MOST_ASSOCIATIONS),
            settings.bytes("dicom.max-pdu", LEAST_PDU, MOST_PDU),
            settings.duration("dicom.idle-timeout", Duration.ofSeconds(1), Duration.ofHours(1)));
    requireTitle(settings, "dicom.ae-title", read.aeTitle);
    settings.require(
        read.maxAssociationsPerPeer <= read.maxAssociations,
        "dicom.max-associations-per-peer",
        "must be at most dicom.max-associations");
    return read;
  }

  private static Set<String> titles(Settings settings, String key) {
    List<String> titles = settings.texts(key);
    titles.forEach(title -> requireTitle(settings, key, title));
    return Set.copyOf(titles);
  }

  private static void requireTitle(Settings settings, String key, String title) {
    settings.require(
        title.matches(AE_TITLE), key, "an AE title has 1 to 16 characters of ASCII, no backslash");
  }
}
