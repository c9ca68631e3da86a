package dev.dermstream.dicom.codec;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The child: reads requests from its standard input until that ends, and answers each.
 *
 * <p>Request: codec (its name as {@code writeUTF} writes it), columns, rows, samples, bytes of a
 * sample, length (4 bytes each, big endian), stream. Answer: status (1 byte), length (4 bytes),
 * samples or text in UTF-8.
 */
final class CodecMain {
  static final byte DECODED = 0;
  static final byte DAMAGED = 1;
  static final byte MISSING = 2;
  static final int MAX_TEXT_BYTES = 1000;

  private static final int CHUNK = 64 << 10;

  private final DataInputStream in;
  private final DataOutputStream out;
  private final Map<Codec, FrameDecoder> decoders = new EnumMap<>(Codec.class);

  private CodecMain(DataInputStream in, DataOutputStream out) {
    this.in = in;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    OutputStream answers = new FileOutputStream(FileDescriptor.out);
    // What a library prints must not get between the answers.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    // A parent that was killed leaves nobody to end a stream that takes for ever.
    Optional<CompletableFuture<Void>> _ =
        ProcessHandle.current()
            .parent()
            .map(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
    CodecMain main =
        new CodecMain(
            new DataInputStream(new BufferedInputStream(System.in)), new DataOutputStream(answers));
    try {
      while (true) {
        main.answer();
      }
    } catch (EOFException e) {
      // The parent has gone or needs no more: so does this process.
    }
  }

  private void answer() throws IOException {
    Codec codec = Codec.valueOf(in.readUTF());
    FrameShape shape = new FrameShape(in.readInt(), in.readInt(), in.readInt(), in.readInt());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stream = stream(arena);
      MemorySegment samples = decoder(codec).decode(stream, shape, arena);
      out.writeByte(DECODED);
      out.writeInt(shape.bytes());
      copy(samples, shape.bytes());
    } catch (DamagedStreamException e) {
      text(DAMAGED, String.valueOf(e.getMessage()));
    } catch (MissingLibraryException e) {
      text(MISSING, String.valueOf(e.getMessage()));
    }
    out.flush();
  }

  private FrameDecoder decoder(Codec codec) throws MissingLibraryException {
    FrameDecoder known = decoders.get(codec);
    if (known == null) {
      known =
          switch (codec) {
            case JPEG_2000 -> OpenJpeg.load();
            case JPEG_LS -> CharLs.load();
          };
      decoders.put(codec, known);
    }
    return known;
  }

  private MemorySegment stream(Arena arena) throws IOException {
    int length = in.readInt();
    MemorySegment stream = arena.allocate(Math.max(1, length));
    byte[] chunk = new byte[CHUNK];
    for (int at = 0; at < length; ) {
      int count = in.read(chunk, 0, Math.min(chunk.length, length - at));
      if (count < 0) {
        throw new EOFException();
      }
      MemorySegment.copy(chunk, 0, stream, ValueLayout.JAVA_BYTE, at, count);
      at += count;
    }
    return stream.asSlice(0, length);
  }

  private void copy(MemorySegment samples, int length) throws IOException {
    byte[] chunk = new byte[CHUNK];
    for (int at = 0; at < length; at += chunk.length) {
      int count = Math.min(chunk.length, length - at);
      MemorySegment.copy(samples, ValueLayout.JAVA_BYTE, at, chunk, 0, count);
      out.write(chunk, 0, count);
    }
  }

  private void text(byte status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_TEXT_BYTES);
    out.writeByte(status);
    out.writeInt(length);
    out.write(bytes, 0, length);
  }
}
