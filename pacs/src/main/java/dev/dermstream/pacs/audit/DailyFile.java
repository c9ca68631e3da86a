package dev.dermstream.pacs.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of one line an event, {@code audit-2026-11-22.xml}, one for each day in UTC. What was
 * appended is on the disk; a line that a crash tore stays a line of its own. Used by one thread.
 */
final class DailyFile implements AutoCloseable {
  private final Path folder;
  private @Nullable FileChannel channel;
  private LocalDate day = LocalDate.EPOCH;
  private long whole;

  DailyFile(Path folder) {
    this.folder = folder;
  }

  /**
   * Appends lines and forces them to the disk, all or none as far as this object goes on.
   *
   * @throws IOException after which the same lines may be appended again
   */
  void append(Instant now, List<String> lines) throws IOException {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (channel == null || !today.equals(day)) {
      close();
      open(today);
    }
    FileChannel open = channel;
    if (open == null) {
      throw new IllegalStateException("was opened");
    }
    try {
      open.truncate(whole);
      open.position(whole);
      StringBuilder text = new StringBuilder();
      lines.forEach(line -> text.append(line).append('\n'));
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text.toString());
      while (bytes.hasRemaining()) {
        open.write(bytes);
      }
      open.force(false);
      whole = open.position();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** A file that was left by a crash or a failure goes on behind its last line. */
  private void open(LocalDate today) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve("audit-" + today + ".xml");
    boolean again = today.equals(day);
    FileChannel opened =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (!again) {
        whole = endOfLines(opened);
      }
      forceFolder();
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    day = today;
    channel = opened;
  }

  private static long endOfLines(FileChannel opened) throws IOException {
    long size = opened.size();
    ByteBuffer last = ByteBuffer.allocate(1);
    if (size == 0 || (opened.read(last, size - 1) == 1 && last.get(0) == '\n')) {
      return size;
    }
    opened.write(ByteBuffer.wrap(new byte[] {'\n'}), size);
    return size + 1;
  }

  /** So that the file's name is on the disk as well. */
  private void forceFolder() throws IOException {
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }
}
