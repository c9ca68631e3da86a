package dev.dermstream.node.image;

import dev.dermstream.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Inflates the rows of a PNG one after the other and undoes their filters (PNG specification,
 * clause 9). Takes no more from the stream than the rows need, so a small file cannot fill the
 * memory.
 */
final class PngRows implements AutoCloseable {
  private final Inflater inflater = new Inflater();
  private final Iterator<ByteBuffer> data;
  private final int distance;

  PngRows(List<ByteBuffer> data, int filterDistance) {
    this.data = data.iterator();
    this.distance = filterDistance;
  }

  /**
   * Reads the next row.
   *
   * @param row where the row goes, its filter byte first
   * @param above the row above in the same form; zeros above the first
   */
  void next(byte[] row, byte[] above, int rowBytes) throws RefusedImageException {
    int read = 0;
    while (read < rowBytes + 1) {
      int count = inflate(row, read, rowBytes + 1 - read);
      if (count == 0) {
        throw RefusedImageException.truncated(ImageFormat.PNG);
      }
      read += count;
    }
    unfilter(row, above, rowBytes);
  }

  /** After the last row: the stream must end here, its checksum right. */
  void finish() throws RefusedImageException {
    if (inflate(new byte[1], 0, 1) != 0) {
      throw RefusedImageException.corrupt("The PNG holds more pixels than its header says.");
    }
    if (!inflater.finished()) {
      throw RefusedImageException.truncated(ImageFormat.PNG);
    }
  }

  /** Bytes inflated; 0 only at the end of the stream or of the data. */
  private int inflate(byte[] into, int offset, int length) throws RefusedImageException {
    try {
      while (true) {
        int count = inflater.inflate(into, offset, length);
        if (count > 0 || inflater.finished()) {
          return count;
        }
        if (inflater.needsDictionary()) {
          throw RefusedImageException.corrupt("The PNG's pixel data is damaged.");
        }
        if (!data.hasNext()) {
          return 0;
        }
        inflater.setInput(data.next());
      }
    } catch (DataFormatException e) {
      throw new RefusedImageException(
          ErrorCode.CORRUPT_IMAGE, "The PNG's pixel data is damaged.", e);
    }
  }

  private void unfilter(byte[] row, byte[] above, int rowBytes) throws RefusedImageException {
    int end = rowBytes + 1;
    switch (row[0]) {
      case 0 -> {}
      case 1 -> {
        for (int i = 1 + distance; i < end; i++) {
          row[i] += row[i - distance];
        }
      }
      case 2 -> {
        for (int i = 1; i < end; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> {
        for (int i = 1; i < end; i++) {
          int left = i > distance ? row[i - distance] & 0xFF : 0;
          row[i] += (byte) ((left + (above[i] & 0xFF)) / 2);
        }
      }
      case 4 -> {
        for (int i = 1; i < end; i++) {
          int left = i > distance ? row[i - distance] & 0xFF : 0;
          int corner = i > distance ? above[i - distance] & 0xFF : 0;
          row[i] += (byte) paeth(left, above[i] & 0xFF, corner);
        }
      }
      default -> throw RefusedImageException.corrupt("The PNG has a row with an unknown filter.");
    }
  }

  private static int paeth(int left, int above, int corner) {
    int toLeft = Math.abs(above - corner);
    int toAbove = Math.abs(left - corner);
    int toCorner = Math.abs(left + above - 2 * corner);
    if (toLeft <= toAbove && toLeft <= toCorner) {
      return left;
    }
    return toAbove <= toCorner ? above : corner;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
