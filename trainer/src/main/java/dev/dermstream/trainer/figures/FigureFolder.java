package dev.dermstream.trainer.figures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A folder of figures, each as {@code NAME.svg} and {@code NAME.png}. */
public final class FigureFolder {
  /** What it is called inside a run or an evaluation. */
  public static final String NAME = "figures";

  private FigureFolder() {}

  /** Writes figures; each takes the place of an earlier one of its name, whole. */
  public static void write(Path folder, List<Figure> figures) throws IOException {
    Files.createDirectories(folder);
    for (Figure figure : figures) {
      replace(
          folder.resolve(figure.name() + ".svg"), figure.svg().getBytes(StandardCharsets.UTF_8));
      replace(folder.resolve(figure.name() + ".png"), figure.png());
    }
  }

  private static void replace(Path file, byte[] bytes) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.write(unfinished, bytes);
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
