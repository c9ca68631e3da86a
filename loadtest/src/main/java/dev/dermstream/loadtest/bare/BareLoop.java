package dev.dermstream.loadtest.bare;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.dermstream.peer.tuned.ImageScorer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * {@code BareLoop CNN MATRICES PICTURES}: prints {@code READY 0}, then answers each line of its
 * input with one line.
 *
 * <ul>
 *   <li>{@code scores N}: the scores of the Nth picture, with commas
 *   <li>{@code pictures WORKERS INTRA MILLIS}: a {@link LoopResult} of as many threads as workers,
 *       each from JPEG bytes to scores, with sessions of so many threads
 *   <li>{@code row}: the scores of the matrix model for the first of the generated rows
 *   <li>{@code rows WORKERS INTRA MILLIS BATCH}: a {@link LoopResult} of the matrix model, in rows
 * </ul>
 */
public final class BareLoop {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final String cnn;
  private final String matrices;
  private final List<byte[]> pictures;

  private BareLoop(String cnn, String matrices, List<byte[]> pictures) {
    this.cnn = cnn;
    this.matrices = matrices;
    this.pictures = pictures;
  }

  public static void main(String[] arguments)
      throws IOException, OrtException, InterruptedException, ExecutionException {
    BareLoop loop = new BareLoop(arguments[0], arguments[1], files(Path.of(arguments[2])));
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
      System.out.println("READY 0");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        System.out.println(loop.answer(line.split(" ", -1)));
      }
    }
  }

  private static List<byte[]> files(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      List<byte[]> files = new ArrayList<>();
      for (Path file : entries.sorted().toList()) {
        files.add(Files.readAllBytes(file));
      }
      return files;
    }
  }

  private String answer(String[] words)
      throws OrtException, IOException, InterruptedException, ExecutionException {
    return switch (words[0]) {
      case "scores" -> scores(pictures.get(Integer.parseInt(words[1])));
      case "pictures" ->
          timed(cnn, words, session -> new PictureWork(environment, session, pictures));
      case "row" -> row();
      case "rows" -> {
        int batch = Integer.parseInt(words[4]);
        yield timed(matrices, words, session -> new RowWork(environment, session, batch));
      }
      default -> throw new IllegalArgumentException(words[0]);
    };
  }

  private String scores(byte[] picture) throws OrtException, IOException {
    try (OrtSession session = ImageScorer.open(environment, cnn, 1);
        ImageScorer scorer = new ImageScorer(environment, session)) {
      return line(scorer.score(picture));
    }
  }

  private String row() throws OrtException {
    try (OrtSession session = ImageScorer.open(environment, matrices, 1);
        RowWork work = new RowWork(environment, session, 1)) {
      return line(work.scores());
    }
  }

  private static String line(FloatBuffer scores) {
    StringJoiner line = new StringJoiner(",");
    for (int i = 0; i < scores.capacity(); i++) {
      line.add(Float.toString(scores.get(i)));
    }
    return line.toString();
  }

  private String timed(String model, String[] words, TimedLoop.WorkFactory factory)
      throws OrtException, InterruptedException, ExecutionException {
    int workers = Integer.parseInt(words[1]);
    int intraOpThreads = Integer.parseInt(words[2]);
    try (OrtSession session = ImageScorer.open(environment, model, intraOpThreads)) {
      return TimedLoop.run(session, workers, Long.parseLong(words[3]), factory).line();
    }
  }
}
