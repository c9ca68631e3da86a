package dev.dermstream.dicom.codec;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One child that runs {@link CodecMain}, with this package alone on its class path, a small heap
 * and no environment. Requests and answers go through its standard streams; nothing is written to a
 * file. It ends by itself when its parent does. For one thread at a time.
 */
final class CodecProcess implements AutoCloseable {
  private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;
  private volatile boolean broken;

  private CodecProcess(Process process) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.in = new DataInputStream(process.getInputStream());
  }

  static CodecProcess start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-Xss1m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+SuppressFatalErrorMessage",
            "-Xshare:auto",
            "-Xlog:disable",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            CodecMain.class.getName());
    String libraries = builder.environment().get(LIBRARY_PATH);
    builder.environment().clear();
    if (libraries != null) {
      builder.environment().put(LIBRARY_PATH, libraries);
    }
    builder.directory(new File(System.getProperty("java.io.tmpdir")));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new CodecProcess(builder.start());
  }

  /** Where this class was loaded from. */
  private static String classPath() throws IOException {
    try {
      return Path.of(
              Objects.requireNonNull(
                      CodecMain.class.getProtectionDomain().getCodeSource(), "code source")
                  .getLocation()
                  .toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IOException("The place of the codec's classes is not known", e);
    }
  }

  /** Whether it can take another request. */
  boolean usable() {
    return !broken && process.isAlive();
  }

  CodecOutcome decode(Codec codec, byte[] stream, FrameShape shape, Duration limit) {
    AtomicBoolean done = new AtomicBoolean();
    Executor later =
        CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS, Runnable::run);
    CompletableFuture<Void> watch =
        CompletableFuture.runAsync(
            () -> {
              if (done.compareAndSet(false, true)) {
                broken = true;
                process.destroyForcibly();
              }
            },
            later);
    try {
      send(codec, stream, shape);
      return receive(shape);
    } catch (IOException e) {
      boolean killed = broken;
      broken = true;
      return new CodecOutcome.Ended(
          killed ? "took longer than " + limit.toSeconds() + " s and was ended" : "crashed");
    } finally {
      done.set(true);
      watch.cancel(false);
    }
  }

  private void send(Codec codec, byte[] stream, FrameShape shape) throws IOException {
    out.writeUTF(codec.name());
    for (int number :
        List.of(shape.columns(), shape.rows(), shape.samples(), shape.sampleBytes())) {
      out.writeInt(number);
    }
    out.writeInt(stream.length);
    out.write(stream);
    out.flush();
  }

  private CodecOutcome receive(FrameShape shape) throws IOException {
    byte status = in.readByte();
    int length = in.readInt();
    boolean decoded = status == CodecMain.DECODED;
    if (length < 0 || length > (decoded ? shape.bytes() : CodecMain.MAX_TEXT_BYTES)) {
      throw new IOException("The codec process gave an answer of a wrong length");
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return switch (status) {
      case CodecMain.DECODED -> {
        if (length != shape.bytes()) {
          throw new IOException("The codec process gave a frame of a wrong length");
        }
        yield new CodecOutcome.Decoded(bytes);
      }
      case CodecMain.DAMAGED -> new CodecOutcome.Damaged(text(bytes));
      case CodecMain.MISSING -> new CodecOutcome.Missing(text(bytes));
      default -> throw new IOException("The codec process gave an unknown answer");
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    broken = true;
    process.destroyForcibly();
  }
}
