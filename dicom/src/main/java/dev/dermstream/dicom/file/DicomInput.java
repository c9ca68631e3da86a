package dev.dermstream.dicom.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * A place in a stream of DICOM elements. What ends early is TRUNCATED at the element that is being
 * read; memory is taken only for bytes that are there.
 */
final class DicomInput implements AutoCloseable {
  private static final int PEEK_BYTES = 2;
  private static final int FIRST_CHUNK_BYTES = 64 << 10;

  private PushbackInputStream in;
  private long position;
  private boolean bigEndian;
  private int elementTag;
  private long elementOffset;
  private boolean inflating;

  DicomInput(InputStream in) {
    this.in = new PushbackInputStream(in, PEEK_BYTES);
  }

  /** Reads on in what the rest of the stream inflates to. */
  void inflate(int maxRatio) {
    in = new PushbackInputStream(new InflatedInput(in, maxRatio), PEEK_BYTES);
    inflating = true;
  }

  void setBigEndian(boolean bigEndian) {
    this.bigEndian = bigEndian;
  }

  boolean bigEndian() {
    return bigEndian;
  }

  /** Bytes read so far, which is the offset of the next one. */
  long position() {
    return position;
  }

  /** Says which element is read from here on, for what may be found wrong with it. */
  void beginElement() {
    elementTag = 0;
    elementOffset = position;
  }

  void nameElement(int tag) {
    elementTag = tag;
  }

  boolean atEnd() throws DicomException, IOException {
    byte[] next = new byte[1];
    if (read(next, 0, 1) < 0) {
      return true;
    }
    in.unread(next);
    position--;
    return false;
  }

  /** Whether the next two bytes are there and are this group, in the present byte order. */
  boolean nextGroupIs(int group) throws DicomException, IOException {
    byte[] next = new byte[PEEK_BYTES];
    int count = 0;
    while (count < PEEK_BYTES) {
      int more = read(next, count, PEEK_BYTES - count);
      if (more < 0) {
        break;
      }
      count += more;
    }
    in.unread(next, 0, count);
    position -= count;
    return count == PEEK_BYTES && unsignedShort(next[0], next[1]) == group;
  }

  int unsignedShort() throws DicomException, IOException {
    byte[] two = bytes(2);
    return unsignedShort(two[0], two[1]);
  }

  /** Four bytes as an unsigned number. */
  long unsignedInt() throws DicomException, IOException {
    long first = unsignedShort();
    long second = unsignedShort();
    return bigEndian ? first << 16 | second : second << 16 | first;
  }

  /** Group, then element. */
  int tag() throws DicomException, IOException {
    int group = unsignedShort();
    return group << 16 | unsignedShort();
  }

  /** The next bytes; the array grows with what comes, not with what is announced. */
  byte[] bytes(int length) throws DicomException, IOException {
    byte[] bytes = new byte[Math.min(length, FIRST_CHUNK_BYTES)];
    int count = 0;
    while (count < length) {
      if (count == bytes.length) {
        bytes = Arrays.copyOf(bytes, (int) Math.min(length, 4L * count));
      }
      int more = read(bytes, count, bytes.length - count);
      if (more < 0) {
        throw truncated();
      }
      count += more;
    }
    return bytes;
  }

  void skip(long length) throws DicomException, IOException {
    try {
      in.skipNBytes(length);
      position += length;
    } catch (EOFException e) {
      throw truncated();
    } catch (ZipException e) {
      throw damagedDeflate();
    } catch (InflatedInput.RatioException e) {
      throw overRatio();
    }
  }

  /** Everything that is wrong with the element being read. */
  DicomException corrupt(String sentence) {
    return fault(DicomFault.STRUCTURE_CORRUPT, sentence);
  }

  DicomException fault(DicomFault fault, String sentence) {
    return DicomException.at(fault, elementTag, elementOffset, sentence);
  }

  DicomException truncated() {
    return fault(DicomFault.TRUNCATED, "The DICOM file ends before its last byte of data");
  }

  /** Frees the inflater, if there is one; the stream that was given stays open. */
  @Override
  public void close() throws IOException {
    if (inflating) {
      in.close();
    }
  }

  private int read(byte[] into, int offset, int length) throws DicomException, IOException {
    try {
      int count = in.read(into, offset, length);
      position += Math.max(0, count);
      return count;
    } catch (EOFException e) {
      throw truncated();
    } catch (ZipException e) {
      throw damagedDeflate();
    } catch (InflatedInput.RatioException e) {
      throw overRatio();
    }
  }

  private DicomException damagedDeflate() {
    return corrupt("The DICOM file's deflated data set is damaged");
  }

  private DicomException overRatio() {
    return fault(
        DicomFault.TOO_LARGE, "The DICOM file's deflated data set grows beyond what is taken");
  }

  private int unsignedShort(byte first, byte second) {
    return bigEndian
        ? (first & 0xFF) << 8 | (second & 0xFF)
        : (first & 0xFF) | (second & 0xFF) << 8;
  }
}
