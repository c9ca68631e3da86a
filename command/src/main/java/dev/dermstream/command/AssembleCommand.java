package dev.dermstream.command;

import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.assembly.ReleaseAssembly;
import dev.dermstream.trainer.assembly.RunPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream train release}. */
@Command(
    name = "release",
    mixinStandardHelpOptions = true,
    description =
        "Puts a base model and the adapters of runs together: builds and calibrates an index "
            + "for every profile over the images that its run was trained on, and seals a "
            + "release directory, which servers start from and dermstream release build "
            + "publishes.")
final class AssembleCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Folder of the base model, as train base writes it.")
  Path model = Path.of("");

  @Option(
      names = "--run",
      required = true,
      paramLabel = "RUN=DATA",
      description = "Folder of a run and of the data that it was trained on; one for each profile.")
  Map<Path, Path> runs = new LinkedHashMap<>();

  @Option(
      names = "--region-finder",
      paramLabel = "DIR",
      description =
          "Folder that train region-finder wrote. The profiles then look for lesions unless a "
              + "request says otherwise.")
  @Nullable Path regionFinder;

  @Option(
      names = "--default-profile",
      required = true,
      paramLabel = "P",
      description = "Profile of requests that name none.")
  String defaultProfile = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Part of the release's id. Default: ${DEFAULT-VALUE}.")
  String name = "release";

  @Option(
      names = "--notice",
      paramLabel = "TEXT",
      description = "Sentence to show with every answer; none if not given.")
  String notice = "";

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    List<RunPart> parts = new ArrayList<>();
    for (Map.Entry<Path, Path> run : runs.entrySet()) {
      parts.add(RunPart.read(run.getKey(), run.getValue()));
    }
    try (ServedPictures pictures = ServedPictures.open()) {
      Release release =
          new ReleaseAssembly(model, Optional.ofNullable(regionFinder), pictures)
              .make(
                  parts,
                  new ReleaseAssembly.Identity(name, notice, defaultProfile, described()),
                  out);
      System.out.println("Sealed release " + release.id() + " in " + out);
    }
    return 0;
  }

  /** Without paths, which mean nothing elsewhere. */
  private String described() {
    return "dermstream train release --run ... (%d profiles) --default-profile %s --name %s"
        .formatted(runs.size(), defaultProfile, name);
  }
}
