package dev.dermstream.trainer.report;

import com.google.gson.JsonObject;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.trainer.figures.LossChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code log.jsonl}: what is finite of the losses.
 *
 * @param train by step
 * @param evaluation by step
 */
public record LossLog(LossChart.Series train, LossChart.Series evaluation) {
  /** One value of a step. */
  private record Point(double step, double value) {}

  /** Reads the log; empty if there is none. */
  static LossLog read(Path file) throws IOException {
    List<Point> train = new ArrayList<>();
    List<Point> evaluation = new ArrayList<>();
    List<String> lines = Files.isRegularFile(file) ? Files.readAllLines(file) : List.of();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        String name = "%s: line %d".formatted(file, i + 1);
        JsonObject line = JsonFile.object(name, lines.get(i));
        add(train, line, "train_loss", name);
        add(evaluation, line, "eval_loss", name);
      }
    }
    return new LossLog(series(train), series(evaluation));
  }

  private static void add(List<Point> points, JsonObject line, String key, String name) {
    OptionalDouble value = JsonFile.number(line, key);
    if (value.isEmpty()) {
      return;
    }
    double step =
        JsonFile.number(line, "step")
            .orElseThrow(
                () -> new ServiceException(ErrorCode.INVALID_INPUT, name + " has no step."));
    if (!points.isEmpty() && points.getLast().step > step) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, name + " is of an earlier step than one before it.");
    }
    points.add(new Point(step, value.getAsDouble()));
  }

  private static LossChart.Series series(List<Point> points) {
    return new LossChart.Series(
        points.stream().mapToDouble(Point::step).toArray(),
        points.stream().mapToDouble(Point::value).toArray());
  }

  /** Whether there is anything to draw. */
  boolean isEmpty() {
    return train.steps().length == 0 && evaluation.steps().length == 0;
  }
}
