package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.codec.Codec;
import dev.dermstream.dicom.codec.CodecOutcome;
import dev.dermstream.dicom.codec.CodecProcesses;
import dev.dermstream.dicom.codec.FrameShape;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;

/** Asks a process with a foreign codec for the samples of a frame. */
final class ForeignCodecs {
  private final CodecProcesses processes;

  ForeignCodecs(CodecProcesses processes) {
    this.processes = processes;
  }

  /** Samples by pixel, little endian. */
  byte[] decode(Codec codec, DicomImage image, byte[] stream) throws DicomException {
    FrameShape shape =
        new FrameShape(image.columns(), image.rows(), image.samples(), image.sampleBytes());
    return switch (processes.decode(codec, stream, shape)) {
      case CodecOutcome.Decoded decoded -> decoded.samples();
      case CodecOutcome.Damaged damaged ->
          throw new DicomException(
              DicomFault.PIXELS_CORRUPT,
              "The DICOM frame's %s stream is damaged: %s."
                  .formatted(codec.title(), damaged.reason()),
              null);
      case CodecOutcome.Missing missing ->
          throw new DicomException(
              DicomFault.UNSUPPORTED_TRANSFER_SYNTAX,
              "The DICOM transfer syntax %s is not read here: %s."
                  .formatted(image.syntax().describe(), missing.reason()),
              null);
      case CodecOutcome.Ended ended ->
          throw new DicomException(
              DicomFault.PIXELS_CORRUPT,
              "The decoder of the DICOM frame's %s stream %s."
                  .formatted(codec.title(), ended.how()),
              null);
    };
  }
}
