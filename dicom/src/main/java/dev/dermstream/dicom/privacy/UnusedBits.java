package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DicomImage;

/**
 * Bits of a sample that are beyond Bits Stored. No picture shows them, but older devices kept
 * overlays there, with names drawn in them (PS3.5, 8.1.2).
 *
 * @param low those that count, of the less significant byte
 * @param high those that count, of the more significant byte
 */
record UnusedBits(int sampleBytes, int low, int high) {
  private static final int BYTE = 0xFF;

  static UnusedBits of(DicomImage image) {
    int used = (1 << image.bitsStored()) - 1;
    return new UnusedBits(image.sampleBytes(), used & BYTE, used >> Byte.SIZE);
  }

  /** Of the byte that is so significant, 0 or 1. */
  int used(int significance) {
    return significance == 0 ? low : high;
  }

  /** A copy of native samples, little endian, with zeros in those bits. */
  byte[] cleared(byte[] samples) {
    byte[] cleared = samples.clone();
    for (int i = 0; i < cleared.length; i++) {
      cleared[i] &= (byte) used(i % sampleBytes);
    }
    return cleared;
  }
}
