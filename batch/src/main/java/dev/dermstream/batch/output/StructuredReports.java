package dev.dermstream.batch.output;

import dev.dermstream.batch.archive.ArchiveException;
import dev.dermstream.batch.archive.ArchiveFault;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.batch.v1.Job;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.pacs.report.CodeMap;
import dev.dermstream.pacs.report.Details;
import dev.dermstream.pacs.report.SourceObject;
import dev.dermstream.pacs.report.StructuredReport;
import dev.dermstream.pacs.report.UnmappedClassException;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.v1.Provenance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;

/**
 * Makes the structured report of one image of a job. Its identifiers follow from the image, the
 * job's time of submission and what answered, and it says that it was made when the job was
 * submitted: the same job gives the same bytes, and two jobs never give two objects of one
 * identifier. Thread-safe.
 */
final class StructuredReports {
  /** No pixels are read. */
  private static final DicomLimits LIMITS = DicomLimits.ofPixels(1);

  private final StructuredReport reports;
  private final ZoneId zone;
  private final ImageBytes images;

  StructuredReports(CodeMap codes, ZoneId zone, ImageBytes images) {
    this.reports = new StructuredReport(codes);
    this.zone = zone;
    this.images = images;
  }

  /** Why there is no report of an image; a sentence that holds nothing of a patient. */
  static final class Unwritable extends Exception {
    private static final long serialVersionUID = 1L;

    Unwritable(String reason) {
      super(reason);
    }
  }

  /**
   * A Part 10 file.
   *
   * @throws Unwritable if this image will never have one
   * @throws OutputException if it cannot be read now
   */
  byte[] of(Job job, ImageResult result) throws Unwritable, OutputException, InterruptedException {
    byte[] object = read(result);
    if (!Sha256.hex(object).equals(result.getImageSha256())) {
      throw new Unwritable("the file is not the one that was screened");
    }
    try {
      return reports.write(source(object), result.getReport(), details(job, result));
    } catch (UnmappedClassException | DicomException e) {
      throw new Unwritable(String.valueOf(e.getMessage()));
    }
  }

  private byte[] read(ImageResult result) throws Unwritable, OutputException, InterruptedException {
    try {
      return images.read(result);
    } catch (ArchiveException e) {
      ArchiveFault fault = e.fault();
      // A file that has changed stays changed; only what is away comes back.
      if (fault.isRetryable() && fault != ArchiveFault.CHANGED) {
        throw new OutputException(
            "Structured reports need the images again, and the archive is away", true, e);
      }
      throw new Unwritable("the file cannot be read again: " + fault);
    } catch (IOException e) {
      throw new Unwritable("the file cannot be read again");
    }
  }

  private static SourceObject source(byte[] object) throws DicomException {
    try (DicomFile file =
        DicomFile.open(new ByteArrayInputStream(object), LIMITS, SourceObject.KEPT)) {
      return SourceObject.of(file.attributes());
    } catch (IOException e) {
      throw new AssertionError("an array does not fail", e);
    }
  }

  private Details details(Job job, ImageResult result) {
    Provenance by = result.getReport().getProvenance();
    String identity =
        String.join(
            "\n",
            result.getImageSha256(),
            Long.toString(job.getSubmittedMillis()),
            by.getReleaseId(),
            by.getProfile(),
            by.getAdapter(),
            result.getReport().getLanguage().name());
    Instant submitted = Instant.ofEpochMilli(job.getSubmittedMillis());
    return new Details(
        result.getPosition(),
        Sha256.hex(identity.getBytes(StandardCharsets.UTF_8)),
        "",
        submitted,
        submitted,
        zone);
  }
}
