package dev.dermstream.loadtest.jobs;

import com.google.protobuf.ByteString;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import java.util.UUID;

/** What devices that do not exist answer: a label by the image's first bytes. */
final class SimulatedReport {
  private static final String RELEASE = "simulated";
  private static final int CLASSES = 15;

  private SimulatedReport() {}

  static Report of(ByteString image) {
    int number = Math.floorMod(image.substring(0, 4).hashCode(), CLASSES);
    return Report.newBuilder()
        .setRequestId(UUID.randomUUID().toString())
        .setDisposition(Disposition.DISPOSITION_ANSWERED)
        .setLabel(
            Label.newBuilder()
                .setIdCode(number)
                .setNameEnglish("Class " + number)
                .setScorePercent(50 + number))
        .setSummary("Nothing was looked at.")
        .setProvenance(
            Provenance.newBuilder()
                .setReleaseId(RELEASE)
                .setProfile("simulated")
                .setEngine("simulated"))
        .build();
  }

  static Release release() {
    return Release.newBuilder().setReleaseId(RELEASE).build();
  }
}
