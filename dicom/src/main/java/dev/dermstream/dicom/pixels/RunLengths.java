package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFault;
import dev.dermstream.dicom.file.DicomImage;

/**
 * RLE Lossless (PS3.5 annex G): a segment of run lengths for each byte of each sample, the most
 * significant first. A segment gives exactly its plane.
 */
final class RunLengths {
  private static final int HEADER_BYTES = 64;
  private static final int MAX_SEGMENTS = 15;

  private final DicomImage image;
  private final byte[] frame;

  private RunLengths(DicomImage image, byte[] frame) {
    this.image = image;
    this.frame = frame;
  }

  /** Samples by pixel, little endian. */
  static byte[] decode(DicomImage image, byte[] frame) throws DicomException {
    return new RunLengths(image, frame).decode();
  }

  private byte[] decode() throws DicomException {
    if (frame.length < HEADER_BYTES) {
      throw damaged(DicomFault.TRUNCATED, "ends within its header");
    }
    int segments = image.samples() * image.sampleBytes();
    if (integer(0) != segments || segments > MAX_SEGMENTS) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "has another number of segments than samples");
    }
    byte[] samples = new byte[(int) image.nativeBytes()];
    int end = HEADER_BYTES;
    for (int segment = 0; segment < segments; segment++) {
      long start = integer(4 * (segment + 1));
      long next = segment + 1 < segments ? integer(4 * (segment + 2)) : frame.length;
      if (start < end || next < start || next > frame.length) {
        throw damaged(DicomFault.PIXELS_CORRUPT, "has segments that are not in order");
      }
      int sample = segment / image.sampleBytes();
      int significance = image.sampleBytes() - 1 - segment % image.sampleBytes();
      plane((int) start, (int) next, samples, sample * image.sampleBytes() + significance);
      end = (int) next;
    }
    return samples;
  }

  /** Unpacks one segment into every so-manieth byte. */
  private void plane(int start, int end, byte[] samples, int first) throws DicomException {
    int step = image.samples() * image.sampleBytes();
    int at = start;
    int o = first;
    while (o < samples.length) {
      if (at >= end) {
        throw damaged(DicomFault.TRUNCATED, "ends before its last pixel");
      }
      int code = frame[at++];
      if (code == -128) {
        continue;
      }
      boolean run = code < 0;
      int count = run ? 1 - code : code + 1;
      int taken = run ? 1 : count;
      if (at + taken > end) {
        throw damaged(DicomFault.TRUNCATED, "ends within a run");
      }
      if (o + (long) (count - 1) * step >= samples.length) {
        throw damaged(DicomFault.PIXELS_CORRUPT, "has runs beyond the last pixel");
      }
      for (int i = 0; i < count; i++, o += step) {
        samples[o] = frame[run ? at : at + i];
      }
      at += taken;
    }
    // Padding to an even length, and no more.
    if (end - at > 1) {
      throw damaged(DicomFault.PIXELS_CORRUPT, "goes on after its last pixel");
    }
  }

  private long integer(int at) {
    return (frame[at] & 0xFFL)
        | (frame[at + 1] & 0xFFL) << 8
        | (frame[at + 2] & 0xFFL) << 16
        | (frame[at + 3] & 0xFFL) << 24;
  }

  private static DicomException damaged(DicomFault fault, String what) {
    return new DicomException(fault, "The DICOM run-length coded frame " + what + ".", null);
  }
}
