package dev.dermstream.batch.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.dermstream.batch.archive.ArchiveException;
import dev.dermstream.batch.archive.ArchiveFault;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Output;
import dev.dermstream.dicom.file.DicomTools;
import dev.dermstream.pacs.counterpart.SampleObject;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Structured reports as dicom3tools and DCMTK read them. */
class ReportFolderTest extends ResultWriterContract {
  private static final String CODES =
      """
      confirmed-by = "A. Person", confirmed-on = 2026-11-22
      profiles.tumour4 {
        0 { value = t-0, scheme = 99DERMSTREAM, meaning = "Actinic keratosis" }
        1 { value = t-1, scheme = 99DERMSTREAM, meaning = Melanoma }
        2 { value = t-2, scheme = 99DERMSTREAM, meaning = Nevus }
      }
      """;

  @Override
  String location() {
    return folder.resolve("places/reports") + "/";
  }

  @Override
  OutputConfig config() throws IOException {
    Path codes = folder.resolve("codes.conf");
    Files.writeString(codes, CODES);
    return OutputConfig.from(
        ConfigFactory.empty()
            .withValue(
                "dermstream.batch.output.dicom-sr.codes",
                ConfigValueFactory.fromAnyRef(codes.toString()))
            .withFallback(Configuration.load(null)));
  }

  @Override
  String held(String location) throws Exception {
    StringBuilder held = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of(location))) {
      for (Path file : files.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        held.append(file.getFileName())
            .append(new String(bytes, StandardCharsets.ISO_8859_1))
            .append(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return held.toString();
  }

  @Override
  void assertNothingElse() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(location()).getParent())) {
      assertThat(files).containsExactly(Path.of(location()));
    }
  }

  @Test
  void writesWhatReadersOfDicomTake() throws Exception {
    String held = written(TestResults.all());

    assertThat(held).contains(SampleObject.PATIENT, "2.25.71");
    try (Stream<Path> files = Files.list(Path.of(location()))) {
      List<Path> reports = files.filter(file -> file.toString().endsWith(".dcm")).toList();
      assertThat(reports).hasSize(4);
      for (Path report : reports) {
        Path copy = Files.copy(report, folder.resolve(report.getFileName()));
        assertThat(DicomTools.dciodvfy(copy)).contains("Comprehensive3DSR").doesNotContain("Error");
        assertThat(DicomTools.dsrdump(copy))
            .contains("Imaging Measurement Report", "For research; not for clinical use.")
            .contains("Content Date/Time   : 2026-11-18")
            .doesNotContain("E: ", "invalid");
      }
    }
  }

  @Test
  void namesThoseThatHaveNone() throws Exception {
    List<ImageResult> results =
        List.of(
            TestResults.answered(0).build(),
            TestResults.answered(1).build(),
            TestResults.answered(2).setImageSha256("0".repeat(64)).build(),
            unmapped());
    ResultWriter writer =
        writer(result -> {
          if (result.getPosition() == 1) {
            throw new ArchiveException(ArchiveFault.MISSING, "it is not there any more");
          }
          return TestResults.bytes(result);
        });
    Written written = writer.write(TestResults.JOB, TestResults.of(results));

    assertThat(written).isEqualTo(new Written(1, 3));
    assertThat(Files.readAllLines(Path.of(location()).resolve("not-written.csv")))
        .hasSize(5)
        .element(1)
        .isEqualTo(
            "1,'=cmd|'/c calc'!A1.dcm,%s,the file cannot be read again: MISSING"
                .formatted(results.get(1).getImageSha256()));
  }

  @Test
  void waitsForAnArchiveThatIsAway() throws Exception {
    String before = written(TestResults.all());
    ResultWriter writer =
        writer(result -> {
          throw new ArchiveException(ArchiveFault.UNAVAILABLE, "the bucket does not answer");
        });

    assertThatThrownBy(() -> writer.write(TestResults.JOB, TestResults.of(TestResults.all())))
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue());
    assertNothingElse();
    assertThat(held(location())).isEqualTo(before);
  }

  @Test
  void keepsTheOldFolderWhereTheDiskIsFull() throws Exception {
    try (TinyDisk disk = TinyDisk.mount(folder.resolve("places"))) {
      String before = written(TestResults.all().subList(0, 2));

      assertThatThrownBy(
              () -> writer().write(TestResults.JOB, TestResults.of(TestResults.many(50))))
          .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isTrue())
          .hasMessageContaining("no room is left on the disk");

      assertThat(disk.folder()).exists();
      assertNothingElse();
      assertThat(held(location())).isEqualTo(before);
    }
  }

  @Test
  void replacesNoFolderOfSomebodyElse() throws Exception {
    Path foreign = Files.createDirectories(Path.of(location())).resolve("thesis.txt");
    Files.writeString(foreign, "years of work");

    assertThatThrownBy(() -> writer().check())
        .isInstanceOfSatisfying(OutputException.class, e -> assertThat(e.isRetryable()).isFalse())
        .hasMessageContaining("holds other files");
    assertThatThrownBy(() -> writer().write(TestResults.JOB, TestResults.of(TestResults.all())))
        .hasMessageContaining("holds other files");
    assertThat(foreign).hasContent("years of work");
  }

  /** A process that ended between the two renames has left it so. */
  @Test
  void bringsBackWhatWasMovedAside() throws Exception {
    String before = written(TestResults.all());
    Path place = Path.of(location());
    Files.move(place, place.resolveSibling(".reports.replaced"));

    writer().check();

    assertNothingElse();
    assertThat(held(location())).isEqualTo(before);
  }

  @Test
  void wantsCodesThatSomebodyConfirmed() throws Exception {
    ResultWriter writer = writer();
    Files.writeString(folder.resolve("codes.conf"), CODES.replace("A. Person", ""));

    assertThatThrownBy(writer::check)
        .isInstanceOf(OutputException.class)
        .hasMessageContaining("confirmed-by");
  }

  private static ImageResult unmapped() {
    ImageResult.Builder result = TestResults.answered(3);
    result.getReportBuilder().getLabelBuilder().setIdCode(77);
    return result.build();
  }

  private ResultWriter writer(ImageBytes bytes) throws IOException {
    Files.createDirectories(folder.resolve("places"));
    return ResultWriters.open(Output.newBuilder().setLocation(location()).build(), config(), bytes);
  }
}
