package dev.dermstream.dicom.privacy;

/**
 * A picture that may be kept for training.
 *
 * @param file a DICOM Part 10 file with the frame that is screened
 * @param instance its SOP Instance UID, a pseudonym of the original's
 * @param pixelSha256 SHA-256, in lower-case hexadecimal, of the frame as {@code DicomFile.frame}
 *     reads it from {@code file}
 * @param burnedIn whether the original says that its pixels identify the patient, which this copy
 *     does too then: it must not be kept
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, compared nowhere.
public record TrainingCopy(byte[] file, String instance, String pixelSha256, boolean burnedIn) {}
