package dev.dermstream.dicom.pixels;

import dev.dermstream.dicom.file.DicomImage;

/** Stored values: samples as they lie in memory, one or two bytes, little endian. */
final class Stored {
  private Stored() {}

  /** The bits of a sample, those beyond Bits Stored included. */
  static int raw(byte[] samples, int index, int sampleBytes) {
    return sampleBytes == 1
        ? samples[index] & 0xFF
        : (samples[2 * index] & 0xFF) | (samples[2 * index + 1] & 0xFF) << 8;
  }

  /** The low bits that count, unsigned. */
  static int bits(DicomImage image, byte[] samples, int index) {
    return raw(samples, index, image.sampleBytes()) & ((1 << image.bitsStored()) - 1);
  }

  /** The number that those bits are. */
  static int value(DicomImage image, int bits) {
    boolean negative = image.signed() && (bits & 1 << (image.bitsStored() - 1)) != 0;
    return negative ? bits - (1 << image.bitsStored()) : bits;
  }
}
