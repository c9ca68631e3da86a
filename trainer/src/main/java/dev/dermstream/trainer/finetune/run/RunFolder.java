package dev.dermstream.trainer.finetune.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.finetune.FineTuneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** The folder of a run; {@code run.json} is written last, so a run with it has ended. */
public final class RunFolder {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String RECIPE = "recipe.conf";
  private static final String RUN = "run.json";

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins a run, or goes on with one.
   *
   * @param settings everything that the run is made by
   * @param resume whether a run that is there goes on
   * @throws FineTuneException if there is a run and it is not to go on, has ended, or is made by
   *     something else
   */
  public static RunFolder open(Path folder, String settings, boolean resume) throws IOException {
    Path recipe = folder.resolve(RECIPE);
    if (Files.exists(folder.resolve(RUN))) {
      throw new FineTuneException(folder + " holds a run that has ended");
    }
    if (Files.exists(recipe)) {
      if (!resume) {
        throw new FineTuneException(
            folder + " holds a run that was interrupted; --resume goes on with it");
      }
      requireSame(recipe, settings);
    } else {
      requireEmpty(folder);
      Files.createDirectories(folder);
      Path unfinished = folder.resolve(RECIPE + ".new");
      Files.writeString(unfinished, settings);
      Files.move(unfinished, recipe, StandardCopyOption.ATOMIC_MOVE);
    }
    WholeFolder.clean(folder);
    return new RunFolder(folder);
  }

  private static void requireSame(Path recipe, String settings) throws IOException {
    String[] before = Files.readString(recipe).split("\n", -1);
    String[] now = settings.split("\n", -1);
    for (int i = 0; i < Math.max(before.length, now.length); i++) {
      String was = i < before.length ? before[i].strip() : "";
      String is = i < now.length ? now[i].strip() : "";
      if (!was.equals(is)) {
        throw new FineTuneException(
            "%s: the run was begun with '%s', not '%s': give it another --out"
                .formatted(recipe, was, is));
      }
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new FineTuneException(folder + " is there already and holds no run");
        }
      }
    }
  }

  /** A file or folder of the run. */
  public Path resolve(String name) {
    return folder.resolve(name);
  }

  /** Ends the run. */
  public void end(JsonObject record) throws IOException {
    Path unfinished = folder.resolve(RUN + ".new");
    Files.writeString(unfinished, GSON.toJson(record) + "\n");
    Files.move(unfinished, folder.resolve(RUN), StandardCopyOption.ATOMIC_MOVE);
  }
}
