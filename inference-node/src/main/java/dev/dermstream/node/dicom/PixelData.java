package dev.dermstream.node.dicom;

import java.util.List;

/**
 * Where the pixels lie in the file.
 *
 * @param fragments in order; one for native pixels, one or more for encapsulated ones
 * @param encapsulated whether the fragments are a compressed stream
 * @param whole false if the file ends within
 */
public record PixelData(List<Fragment> fragments, boolean encapsulated, boolean whole) {
  public PixelData {
    fragments = List.copyOf(fragments);
  }

  /** Bytes {@code offset} to {@code offset + length} of the file. */
  public record Fragment(int offset, int length) {}

  /** All fragments together, in bytes. */
  public int length() {
    return fragments.stream().mapToInt(Fragment::length).sum();
  }

  /** The fragments joined. */
  public byte[] join(byte[] file) {
    byte[] joined = new byte[length()];
    int at = 0;
    for (Fragment fragment : fragments) {
      System.arraycopy(file, fragment.offset(), joined, at, fragment.length());
      at += fragment.length();
    }
    return joined;
  }
}
