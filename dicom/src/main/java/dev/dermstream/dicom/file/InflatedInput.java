package dev.dermstream.dicom.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** A deflated data set (PS3.5, A.5; RFC 1951), which ends where it grows beyond the ratio. */
final class InflatedInput extends InflaterInputStream {
  /** So many bytes are given at any ratio. */
  static final int FREE_BYTES = 4 << 20;

  private static final int BUFFER_BYTES = 8192;

  private final int maxRatio;

  InflatedInput(InputStream in, int maxRatio) {
    super(in, new Inflater(true), BUFFER_BYTES);
    this.maxRatio = maxRatio;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    long given = inf.getBytesWritten();
    if (given > FREE_BYTES && given > maxRatio * inf.getBytesRead()) {
      throw new RatioException();
    }
    return count;
  }

  /** Frees the inflater; what it reads from stays open. */
  @Override
  public void close() {
    inf.end();
  }

  /** More bytes came out than any picture would give. */
  static final class RatioException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
