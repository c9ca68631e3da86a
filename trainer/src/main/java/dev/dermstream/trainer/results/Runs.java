package dev.dermstream.trainer.results;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.trainer.report.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The runs of a folder, by the names of their folders.
 *
 * @param ended those with a {@code run.json}
 * @param unfinished names of the folders that hold a recipe and no {@code run.json}
 */
record Runs(List<Run> ended, List<String> unfinished) {
  Runs {
    ended = List.copyOf(ended);
    unfinished = List.copyOf(unfinished);
  }

  /** Reads every run. */
  static Runs read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, folder + ": there is no such folder.");
    }
    List<Path> folders;
    try (Stream<Path> entries = Files.list(folder)) {
      folders = entries.filter(Files::isDirectory).sorted().toList();
    }
    List<Run> ended = new ArrayList<>();
    List<String> unfinished = new ArrayList<>();
    for (Path each : folders) {
      if (Files.isRegularFile(each.resolve(Run.RECORD))) {
        ended.add(Run.read(each));
      } else if (Files.isRegularFile(each.resolve("recipe.conf"))) {
        unfinished.add(String.valueOf(each.getFileName()));
      }
    }
    return new Runs(ended, unfinished);
  }

  /** The runs of a recipe. */
  List<Run> of(String recipe) {
    return ended.stream().filter(run -> run.name().equals(recipe)).toList();
  }

  /** What a row of a run is called: by its folder where the recipe has several. */
  String called(Run run) {
    String name = "this project";
    return of(run.name()).size() < 2 ? name : name + " (" + run.folder().getFileName() + ")";
  }
}
