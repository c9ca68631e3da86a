package dev.dermstream.trainer.finetune.features;

import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.data.Flip;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features in a file of records of one size: digest, flip, checksum, values. It belongs to one
 * base, grows to a bound, and is kept in memory by the operating system as far as there is room. A
 * record that a killed process left half is cut off; one whose checksum is wrong counts as not
 * there.
 *
 * <p>Thread-safe; one process at a time. To be closed by who opened it.
 */
public final class FeatureFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FeatureFile.class);
  private static final String FORMAT = "dermstream-features-1 ";
  private static final int HEADER = 128;
  private static final int DIGEST = 32;
  private static final int LEAD = DIGEST + 2 * Integer.BYTES;
  private static final List<Flip> FLIPS =
      Arrays.stream(Flip.values()).sorted(Comparator.comparingInt(Flip::code)).toList();

  private final FileChannel channel;
  private final int embedding;
  private final int tokens;
  private final long mostBytes;
  private final Map<FeatureKey, Long> places = new HashMap<>();
  private long end = HEADER;

  private FeatureFile(FileChannel channel, int embedding, int tokens, long mostBytes) {
    this.channel = channel;
    this.embedding = embedding;
    this.tokens = tokens;
    this.mostBytes = mostBytes;
  }

  /**
   * Opens or begins a file.
   *
   * @param base digest of the base model
   * @param embedding values of an embedding
   * @param tokens values of a picture's tokens
   * @param mostBytes the file grows no further
   * @throws FineTuneException if it belongs to another base, or another process has it open
   */
  public static FeatureFile open(Path path, String base, int embedding, int tokens, long mostBytes)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean opened = false;
    try {
      requireAlone(path, channel);
      FeatureFile file = new FeatureFile(channel, embedding, tokens, mostBytes);
      file.begin(path, "%s%s %d %d".formatted(FORMAT, base, embedding, tokens));
      opened = true;
      return file;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  private static void requireAlone(Path path, FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new FineTuneException(path + " is in use in this process", e);
    }
    throw new FineTuneException(
        path + " is in use by another run; give this one a folder of its own (--features)");
  }

  private void begin(Path path, String header) throws IOException {
    ByteBuffer expected = ByteBuffer.allocate(HEADER);
    expected.put(header.getBytes(StandardCharsets.US_ASCII)).clear();
    if (channel.size() < HEADER) {
      channel.truncate(0);
      writeFully(expected, 0);
      return;
    }
    ByteBuffer found = ByteBuffer.allocate(HEADER);
    readFully(found, 0);
    if (!found.flip().equals(expected)) {
      throw new FineTuneException(path + " holds features of another base model");
    }
    long records = (channel.size() - HEADER) / record();
    for (long i = 0; i < records; i++) {
      long place = HEADER + i * record();
      ByteBuffer lead = ByteBuffer.allocate(LEAD).order(ByteOrder.LITTLE_ENDIAN);
      readFully(lead, place);
      int flip = lead.getInt(DIGEST);
      if (flip >= 0 && flip < FLIPS.size()) {
        String digest = HexFormat.of().formatHex(lead.array(), 0, DIGEST);
        places.put(new FeatureKey(digest, FLIPS.get(flip)), place);
      }
    }
    end = HEADER + records * record();
    channel.truncate(end);
  }

  private int record() {
    return LEAD + (embedding + tokens) * Float.BYTES;
  }

  /** Whether features are there. */
  synchronized boolean has(FeatureKey key) {
    return places.containsKey(key);
  }

  /** Whether another record fits. */
  synchronized boolean hasRoom() {
    return end + record() <= mostBytes;
  }

  /** Features, if they are there and whole. */
  Optional<Features> get(FeatureKey key) throws IOException {
    Long place;
    synchronized (this) {
      place = places.get(key);
    }
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.allocate(record()).order(ByteOrder.LITTLE_ENDIAN);
    readFully(bytes, place);
    if (bytes.getInt(DIGEST + Integer.BYTES) != checksum(bytes.array())) {
      LOG.warn("Features of image {} are damaged and computed again", key.digest());
      synchronized (this) {
        places.remove(key);
      }
      return Optional.empty();
    }
    float[] values = new float[embedding + tokens];
    bytes.position(LEAD).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Optional.of(
        new Features(
            Arrays.copyOf(values, embedding),
            Arrays.copyOfRange(values, embedding, values.length)));
  }

  /** Keeps features, unless there is no more room. */
  synchronized void put(FeatureKey key, Features features) throws IOException {
    if (places.containsKey(key) || !hasRoom()) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.allocate(record()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(HexFormat.of().parseHex(key.digest())).putInt(key.flip().code());
    bytes
        .position(LEAD)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(features.embedding())
        .put(features.tokens());
    bytes.putInt(DIGEST + Integer.BYTES, checksum(bytes.array())).clear();
    writeFully(bytes, end);
    places.put(key, end);
    end += record();
  }

  /** Of everything but itself. */
  private static int checksum(byte[] record) {
    CRC32C sum = new CRC32C();
    sum.update(record, 0, DIGEST + Integer.BYTES);
    sum.update(record, LEAD, record.length - LEAD);
    return (int) sum.getValue();
  }

  private void readFully(ByteBuffer bytes, long place) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, place + bytes.position()) < 0) {
        throw new IOException("The file of features became shorter while it was read");
      }
    }
  }

  private void writeFully(ByteBuffer bytes, long place) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes, place + bytes.position());
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
