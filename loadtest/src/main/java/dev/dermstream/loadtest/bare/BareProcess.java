package dev.dermstream.loadtest.bare;

import dev.dermstream.loadtest.process.Commands;
import dev.dermstream.loadtest.process.ErrorOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@link BareLoop} in a process of its own, asked line by line. Not thread-safe. */
public final class BareProcess implements AutoCloseable {
  /** What an answer may take beyond the time that the loop was asked to run. */
  private static final Duration SLACK = Duration.ofSeconds(60);

  /** What a process whose output has ended may take to end itself. */
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final ErrorOutput errors;
  private final BufferedReader answers;
  private final Writer questions;

  private BareProcess(Process process, ErrorOutput errors) {
    this.process = process;
    this.errors = errors;
    answers = process.inputReader(StandardCharsets.US_ASCII);
    questions = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /** Starts the loop; {@code pictures} is a folder of JPEG files. */
  public static BareProcess start(Path cnn, Path matrices, Path pictures, Path logs)
      throws IOException, InterruptedException {
    List<String> command =
        Commands.java(
            List.of("-XX:+UseParallelGC"),
            BareLoop.class.getName(),
            List.of(cnn.toString(), matrices.toString(), pictures.toString()));
    ErrorOutput errors = new ErrorOutput(logs.resolve("bare.err"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.file().toFile());
    builder.environment().putAll(Commands.environment());
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BareProcess bare = new BareProcess(process, errors);
    bare.read("its start", Duration.ZERO);
    return bare;
  }

  /** The scores of the picture that is {@code index}th by name. */
  public float[] scores(int index) throws IOException, InterruptedException {
    return scores("scores " + index);
  }

  /** The scores of the matrix model for the first of the generated rows. */
  public float[] rowScores() throws IOException, InterruptedException {
    return scores("row");
  }

  private float[] scores(String question) throws IOException, InterruptedException {
    String[] words = ask(question, Duration.ZERO).split(",", -1);
    float[] scores = new float[words.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Float.parseFloat(words[i]);
    }
    return scores;
  }

  /** Pictures per second. */
  public LoopResult pictures(int workers, int intraOpThreads, Duration time)
      throws IOException, InterruptedException {
    return LoopResult.parse(
        ask("pictures %d %d %d".formatted(workers, intraOpThreads, time.toMillis()), time));
  }

  /** Rows per second of the matrix model; the latencies are of a batch. */
  public LoopResult rows(int workers, int intraOpThreads, int batch, Duration time)
      throws IOException, InterruptedException {
    return LoopResult.parse(
        ask("rows %d %d %d %d".formatted(workers, intraOpThreads, time.toMillis(), batch), time));
  }

  private String ask(String question, Duration time) throws IOException, InterruptedException {
    try {
      questions.write(question + "\n");
      questions.flush();
    } catch (IOException e) {
      throw failed(question, e);
    }
    return read(question, time);
  }

  private String read(String question, Duration time) throws IOException, InterruptedException {
    CompletableFuture<String> line = new CompletableFuture<>();
    // Not virtual: reading a pipe holds the carrier, and the servers' pipes may hold all of them.
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            String read = answers.readLine();
            if (read == null) {
              line.completeExceptionally(new IOException("The bare loop ended"));
            } else {
              line.complete(read);
            }
          } catch (IOException e) {
            line.completeExceptionally(e);
          }
        });
    try {
      return line.get(time.plus(SLACK).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failed(question, e);
    }
  }

  /** Says how the process ended, or that it is stuck, and what it printed last. */
  private IOException failed(String question, Exception cause)
      throws IOException, InterruptedException {
    boolean ended = process.waitFor(END_LIMIT);
    String how =
        ended ? "ended with status " + process.exitValue() : "did not answer within " + SLACK;
    process.destroyForcibly();
    return new IOException(
        "The bare loop %s (%s); it printed:%n%s".formatted(how, question, errors.lastLines()),
        cause);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
