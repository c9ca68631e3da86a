package dev.dermstream.loadtest.dbscan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Bare arrays in files, little endian: vectors as float32, labels as int32. */
final class RawFile {
  private static final int VALUES_AT_ONCE = 1 << 18;

  private RawFile() {}

  static void write(Path file, float[] values) throws IOException {
    ByteBuffer buffer = buffer();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int from = 0; from < values.length; from += VALUES_AT_ONCE) {
        int length = Math.min(VALUES_AT_ONCE, values.length - from);
        buffer.clear().asFloatBuffer().put(values, from, length);
        drain(buffer.limit(length * Float.BYTES), channel);
      }
    }
  }

  static void write(Path file, int[] values) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Integer.BYTES);
    buffer.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      drain(buffer, channel);
    }
  }

  private static void drain(ByteBuffer buffer, FileChannel channel) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  static float[] floats(Path file, int count) throws IOException {
    float[] values = new float[count];
    ByteBuffer buffer = buffer();
    try (FileChannel channel = FileChannel.open(file)) {
      for (int from = 0; from < count; from += VALUES_AT_ONCE) {
        int length = Math.min(VALUES_AT_ONCE, count - from);
        read(channel, buffer.clear().limit(length * Float.BYTES), file);
        buffer.asFloatBuffer().get(values, from, length);
      }
    }
    return values;
  }

  static int[] ints(Path file, int count) throws IOException {
    int[] values = new int[count];
    ByteBuffer buffer = ByteBuffer.allocate(count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file)) {
      read(channel, buffer, file);
    }
    buffer.asIntBuffer().get(values);
    return values;
  }

  private static void read(FileChannel channel, ByteBuffer buffer, Path file) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException(file + ": ends early");
      }
    }
    buffer.flip();
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(VALUES_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
