package dev.dermstream.pacs.screening;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.privacy.Deidentifier;
import dev.dermstream.dicom.privacy.TrainingCopy;
import dev.dermstream.pacs.ledger.Waiting;
import dev.dermstream.pacs.report.UnmappedClassException;
import dev.dermstream.pacs.v1.InstanceOutcome;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps a de-identified copy of every image that was answered or abstained from, under the
 * pseudonym of its UID: {@code INSTANCE.dcm}. Images that say that a patient can be read in them
 * are not kept. Thread-safe.
 */
public final class TrainingFolder implements Results {
  private final Results results;
  private final Deidentifier deidentifier;
  private final DicomLimits limits;
  private final Path folder;

  /**
   * @param results that are made besides
   * @throws IOException if the folder cannot be made
   */
  public TrainingFolder(Results results, Deidentifier deidentifier, DicomLimits limits, Path folder)
      throws IOException {
    this.results = results;
    this.deidentifier = deidentifier;
    this.limits = limits;
    this.folder = Files.createDirectories(folder);
  }

  @Override
  public InstanceOutcome of(Waiting object, byte[] part10, Report report, String pixelSha256)
      throws UnmappedClassException, DicomException {
    InstanceOutcome outcome = results.of(object, part10, report, pixelSha256);
    TrainingCopy copy = deidentifier.copy(part10, limits);
    if (!copy.burnedIn()) {
      try {
        keep(copy);
      } catch (IOException e) {
        throw new UncheckedIOException("A copy for training cannot be kept", e);
      }
    }
    return outcome;
  }

  /** Whole or not there, whoever reads the folder. */
  private void keep(TrainingCopy copy) throws IOException {
    Path beside = folder.resolve("." + copy.instance() + ".part");
    Files.write(beside, copy.file());
    Files.move(beside, folder.resolve(copy.instance() + ".dcm"), StandardCopyOption.ATOMIC_MOVE);
  }
}
