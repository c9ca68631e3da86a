package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageOutcome;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.platform.config.ConfigurationException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of structured reports, {@code DIGEST.dcm} by the image's SHA-256, and {@code
 * not-written.csv} with the images that have none and why. It is written beside its place and takes
 * it as a whole; the older one is moved aside first, and moved back by the next writing where the
 * process ended in between. A folder that holds anything else is not replaced.
 */
final class ReportFolder implements ResultWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ReportFolder.class);
  private static final String NOT_WRITTEN = "not-written.csv";
  private static final String DICOM = "DICOM";
  private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}\\.dcm|not-written\\.csv");

  /** Of {@value #NOT_WRITTEN}. */
  static final List<String> COLUMNS = List.of("position", "name", "image_sha256", "reason");

  private final Path folder;
  private final ReplacedFolder place;
  private final Path codes;
  private final ZoneId zone;
  private final ImageBytes images;

  ReportFolder(Path folder, Path codes, ZoneId zone, ImageBytes images) {
    this.folder = folder;
    this.place = new ReplacedFolder(folder, OURS);
    this.codes = codes;
    this.zone = zone;
    this.images = images;
  }

  @Override
  public void check() throws OutputException {
    codes();
    Folders.check(folder);
    try {
      place.restore();
      place.requireReplaceable();
    } catch (IOException e) {
      throw DiskFault.of(folder, Folders.of(folder), e);
    }
  }

  @Override
  public Written write(Job job, Results results) throws IOException, InterruptedException {
    StructuredReports reports = new StructuredReports(codes(), zone, images);
    Path unfinished = Folders.unfinished(folder, job.getJobId());
    try {
      begin(unfinished);
      Written written = fill(unfinished, job, results, reports);
      Folders.stopIfInterrupted();
      onDisk(() -> place.replaceBy(unfinished));
      return written;
    } finally {
      remove(unfinished);
    }
  }

  private CodeMap codes() throws OutputException {
    try {
      CodeMap map = CodeMap.read(codes);
      map.require(List.of());
      return map;
    } catch (ConfigurationException e) {
      throw new OutputException(
          "No structured report can be written by %s: %s".formatted(codes, e.getMessage()),
          false,
          e);
    }
  }

  private void begin(Path unfinished) throws IOException {
    onDisk(() -> {
      place.restore();
      place.requireReplaceable();
      ReplacedFolder.clear(unfinished);
      Files.createDirectory(unfinished);
    });
  }

  private Written fill(Path unfinished, Job job, Results results, StructuredReports reports)
      throws IOException, InterruptedException {
    long[] counts = {0, 0};
    try (FileOutputStream list = open(unfinished.resolve(NOT_WRITTEN));
        CSVPrinter csv =
            new CSVPrinter(
                new OutputStreamWriter(list, StandardCharsets.UTF_8), CSVFormat.RFC4180)) {
      onDisk(() -> csv.printRecord(COLUMNS));
      results.forEach(result -> {
        Folders.stopIfInterrupted();
        if (isTold(result)) {
          try {
            byte[] report = reports.of(job, result);
            onDisk(() -> put(unfinished.resolve(result.getImageSha256() + ".dcm"), report));
            counts[0]++;
          } catch (StructuredReports.Unwritable e) {
            onDisk(() ->
                csv.printRecord(
                    result.getPosition(),
                    CsvRows.guarded(result.getName()),
                    result.getImageSha256(),
                    e.getMessage()));
            counts[1]++;
          }
        }
      });
      onDisk(() -> {
        csv.flush();
        list.getFD().sync();
        Folders.force(unfinished);
      });
    }
    if (counts[1] > 0) {
      LOG.warn(
          "{} images have no structured report; {}/{} says why", counts[1], folder, NOT_WRITTEN);
    }
    return new Written(counts[0], counts[1]);
  }

  private static boolean isTold(ImageResult result) {
    return (result.getOutcome() == ImageOutcome.IMAGE_OUTCOME_ANSWERED
            || result.getOutcome() == ImageOutcome.IMAGE_OUTCOME_ABSTAINED)
        && result.getReport().getImage().getFormat().equals(DICOM);
  }

  private FileOutputStream open(Path file) throws IOException {
    try {
      return new FileOutputStream(file.toFile());
    } catch (IOException e) {
      throw DiskFault.of(folder, Folders.of(folder), e);
    }
  }

  private static void put(Path file, byte[] bytes) throws IOException {
    try (FileOutputStream stream = new FileOutputStream(file.toFile())) {
      stream.write(bytes);
      stream.getFD().sync();
    }
  }

  private static void remove(Path unfinished) {
    try {
      ReplacedFolder.clear(unfinished);
    } catch (IOException e) {
      LOG.warn("{} is left over and can be deleted", unfinished);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** What fails here is the disk's; what the results throw goes on as it is. */
  private void onDisk(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      throw DiskFault.of(folder, Folders.of(folder), e);
    }
  }
}
