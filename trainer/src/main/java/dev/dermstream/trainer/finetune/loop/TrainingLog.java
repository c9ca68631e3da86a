package dev.dermstream.trainer.finetune.loop;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** {@code log.jsonl}: a line for every update and every evaluation. Not thread-safe. */
public final class TrainingLog implements AutoCloseable {
  private final BufferedWriter writer;

  private TrainingLog(BufferedWriter writer) {
    this.writer = writer;
  }

  /**
   * Opens a log and cuts off what came after a step: from there on it is written again.
   *
   * @param step of the checkpoint that the run goes on from; -1 to begin anew
   */
  public static TrainingLog open(Path file, int step) throws IOException {
    List<String> kept = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (step(line) <= step) {
          kept.add(line);
        }
      }
    }
    Path cut = file.resolveSibling(file.getFileName() + ".new");
    Files.write(cut, kept);
    Files.move(cut, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new TrainingLog(Files.newBufferedWriter(file, StandardOpenOption.APPEND));
  }

  /** Of a line that a killed process left half, one that no run reaches. */
  private static int step(String line) {
    try {
      return JsonParser.parseString(line).getAsJsonObject().get("step").getAsInt();
    } catch (JsonParseException | IllegalStateException | NullPointerException e) {
      return Integer.MAX_VALUE;
    }
  }

  void update(int step, double loss, double learningRate, double gradientNorm) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("step", step);
    line.addProperty("train_loss", loss);
    line.addProperty("learning_rate", learningRate);
    line.addProperty("gradient_norm", gradientNorm);
    write(line);
  }

  void evaluation(int step, double loss) throws IOException {
    JsonObject line = new JsonObject();
    line.addProperty("step", step);
    line.addProperty("eval_loss", loss);
    write(line);
  }

  private void write(JsonObject line) throws IOException {
    writer.write(line.toString());
    writer.write('\n');
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
