package dev.dermstream.batch.output;

import dev.dermstream.batch.v1.ImageResult;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apache Parquet, compressed by Zstandard. Nothing in it is of the time or the machine: it names
 * the writer by the version of its library alone.
 */
final class ParquetRows implements Rows {
  private static final Logger LOG = LoggerFactory.getLogger(ParquetRows.class);

  /** Held in memory until it is full. */
  private static final long ROW_GROUP_BYTES = 16L * 1024 * 1024;

  private final ParquetStream stream;
  private final ParquetWriter<ImageResult> writer;
  private boolean ended;

  private ParquetRows(ParquetStream stream, ParquetWriter<ImageResult> writer) {
    this.stream = stream;
    this.writer = writer;
  }

  static Rows open(OutputStream into) throws IOException {
    ParquetStream stream = new ParquetStream(into);
    return new ParquetRows(
        stream,
        new Builder(stream)
            .withConf(new PlainParquetConfiguration())
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(ROW_GROUP_BYTES)
            .build());
  }

  @Override
  public void add(ImageResult result) throws IOException {
    writer.write(result);
  }

  @Override
  public void end() throws IOException {
    ended = true;
    writer.close();
  }

  @Override
  public void close() {
    if (!ended) {
      stream.giveUp();
      try {
        writer.close();
      } catch (IOException | RuntimeException e) {
        LOG.debug("What failed before is closed badly", e);
      }
    }
  }

  private static final class Builder extends ParquetWriter.Builder<ImageResult, Builder> {
    Builder(ParquetStream into) {
      super(into);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** Abstract still, though its other form is the one that is called. */
    @Override
    @SuppressWarnings("deprecation")
    protected WriteSupport<ImageResult> getWriteSupport(
        org.apache.hadoop.conf.Configuration configuration) {
      return new ParquetColumns();
    }

    @Override
    protected WriteSupport<ImageResult> getWriteSupport(ParquetConfiguration configuration) {
      return new ParquetColumns();
    }
  }
}
