package dev.dermstream.batch.output;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A stream as Parquet's writer wants its file. The stream is not closed with it. */
final class ParquetStream extends PositionOutputStream implements OutputFile {
  private final OutputStream into;
  private long position;
  private boolean given;

  ParquetStream(OutputStream into) {
    this.into = into;
  }

  /** Forgets what is written from now on: of a file that failed nothing more is needed. */
  void giveUp() {
    given = true;
  }

  @Override
  public long getPos() {
    return position;
  }

  @Override
  public void write(int single) throws IOException {
    if (!given) {
      into.write(single);
    }
    position++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!given) {
      into.write(bytes, offset, length);
    }
    position += length;
  }

  @Override
  public void flush() throws IOException {
    if (!given) {
      into.flush();
    }
  }

  @Override
  public void close() {}

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return this;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return this;
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
