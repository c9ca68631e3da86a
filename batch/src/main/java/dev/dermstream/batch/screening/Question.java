package dev.dermstream.batch.screening;

import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.batch.v1.JobSpec;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.file.Uid;
import dev.dermstream.dicom.privacy.PixelsOnly;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.Lane;
import dev.dermstream.v1.ScreenRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Makes of a file what the gateway is asked. Of a DICOM object nothing leaves but its pixels, under
 * an identifier that follows from the file's digest: the same file is always asked about with the
 * same bytes.
 */
final class Question {
  private static final int PREAMBLE = 128;
  private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};

  /** What came of a file. */
  sealed interface Form {}

  /** What is to be asked. */
  record Asked(ScreenRequest request) implements Form {}

  /** Why it is not. */
  record Refused(Error error) implements Form {}

  private final JobSpec spec;
  private final DicomLimits limits;

  Question(JobSpec spec, DicomLimits limits) {
    this.spec = spec;
    this.limits = limits;
  }

  /**
   * @param content handed over, not changed any more
   */
  Form of(byte[] content, String digest) {
    if (!isDicom(content)) {
      return asked(content);
    }
    try {
      PixelsOnly pixels = PixelsOnly.of(content, limits, instance(digest));
      return pixels.burnedIn()
          ? new Refused(
              Error.newBuilder()
                  .setCode("BURNED_IN_ANNOTATION")
                  .setMessage("The object says that a patient can be read in its pixels.")
                  .build())
          : asked(pixels.file());
    } catch (DicomException e) {
      return new Refused(StatusMapping.error(e.code(), String.valueOf(e.getMessage()), ""));
    }
  }

  private Form asked(byte[] image) {
    return new Asked(
        ScreenRequest.newBuilder()
            .setImage(UnsafeByteOperations.unsafeWrap(image))
            .setProfile(spec.getProfile())
            .setLanguage(spec.getLanguage())
            .setRegionOfInterest(spec.getRegionOfInterest())
            .setLane(Lane.LANE_BATCH)
            .build());
  }

  private static boolean isDicom(byte[] content) {
    int end = PREAMBLE + MAGIC.length;
    return content.length >= end && Arrays.equals(content, PREAMBLE, end, MAGIC, 0, MAGIC.length);
  }

  private static String instance(String digest) {
    return Uid.of(UUID.nameUUIDFromBytes(digest.getBytes(StandardCharsets.US_ASCII)));
  }
}
