package dev.dermstream.trainer.assembly;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.trainer.dataset.PictureReader;
import dev.dermstream.trainer.finetune.FineTuneException;
import dev.dermstream.trainer.finetune.base.BaseModel;
import dev.dermstream.trainer.finetune.features.FeatureFile;
import dev.dermstream.trainer.finetune.features.FeatureStore;
import dev.dermstream.trainer.finetune.run.WholeFolder;
import dev.dermstream.trainer.onnx.RegionFinderExport;
import dev.dermstream.trainer.recipe.TorchThreads;
import dev.dermstream.trainer.recipe.release.BaseFigures;
import dev.dermstream.trainer.recipe.release.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Puts a base model and the profiles of runs together. One at a time in a process. */
public final class ReleaseAssembly {
  private static final int THREADS = 2;
  private static final String METRICS = "metrics.json";
  private static final List<String> REGION_FINDER =
      List.of(RegionFinderExport.GRAPH, RegionFinderExport.WEIGHTS, "region_finder.json");

  private final Path model;
  private final Optional<Path> regionFinder;
  private final PictureReader reader;

  /**
   * An assembly.
   *
   * @param model folder of a base model whose decoder takes adapters as inputs
   * @param regionFinder folder that {@code train region-finder} wrote; the profiles look for
   *     lesions then unless a request says otherwise
   */
  public ReleaseAssembly(Path model, Optional<Path> regionFinder, PictureReader reader) {
    this.model = model;
    this.regionFinder = regionFinder;
    this.reader = reader;
  }

  /**
   * What a release is called and says.
   *
   * @param name part of its id
   * @param notice shown with every answer
   * @param defaultProfile of a request that names none
   * @param command that makes it
   */
  public record Identity(String name, String notice, String defaultProfile, String command) {}

  /**
   * Makes the release.
   *
   * @param runs one for each profile
   * @param out new folder; it appears whole or not at all
   * @throws IOException if a run has not ended or belongs to another base, two are of one profile,
   *     or an index cannot be built; the message names the run
   */
  public Release make(List<RunPart> runs, Identity identity, Path out) throws IOException {
    if (Files.exists(out)) {
      throw new FineTuneException(out + " is there already");
    }
    Map<String, RunPart> profiles = profiles(runs, identity.defaultProfile());
    TorchThreads.one();
    try (BaseModel base = BaseModel.read(model, Float.SIZE)) {
      for (RunPart run : runs) {
        run.requireBase(base.digest());
      }
      WholeFolder.write(out, folder -> fill(folder, base, profiles, identity));
    }
    return Release.load(out);
  }

  private static Map<String, RunPart> profiles(List<RunPart> runs, String defaultProfile)
      throws FineTuneException {
    Map<String, RunPart> profiles = new LinkedHashMap<>();
    for (RunPart run : runs) {
      RunPart other = profiles.put(run.recipe().profile(), run);
      if (other != null) {
        throw new FineTuneException(
            "%s and %s are both of the profile %s"
                .formatted(other.folder(), run.folder(), run.recipe().profile()));
      }
    }
    if (!profiles.containsKey(defaultProfile)) {
      throw new FineTuneException(
          "no run is of the default profile %s, only of %s"
              .formatted(defaultProfile, String.join(", ", profiles.keySet())));
    }
    return profiles;
  }

  private void fill(Path folder, BaseModel base, Map<String, RunPart> profiles, Identity identity)
      throws IOException {
    Path models = Files.createDirectories(folder.resolve("model"));
    copy(model, models, name -> !name.equals(BaseFigures.FILE_NAME));
    if (regionFinder.isPresent()) {
      copy(regionFinder.get(), models, REGION_FINDER::contains);
    }
    Map<String, ProfileFigures> figures = new LinkedHashMap<>();
    for (Map.Entry<String, RunPart> each : profiles.entrySet()) {
      Path profile = Files.createDirectories(folder.resolve("profiles").resolve(each.getKey()));
      profileFile(each.getValue(), profile);
      Path adapter = Files.createDirectories(profile.resolve("adapter"));
      copy(each.getValue().folder().resolve("adapter"), adapter, name -> true);
      figures.put(each.getKey(), index(each.getValue(), base, profile.resolve("index")));
    }
    ModelFiles.write(folder.resolve(METRICS), new Metrics(identity.command(), base(), figures));
    Release.seal(folder, identity.name(), identity.notice(), identity.defaultProfile());
  }

  /** {@code metrics.json}. */
  private record Metrics(String command, JsonObject base, Map<String, ProfileFigures> profiles) {}

  private JsonObject base() throws IOException {
    Path file = model.resolve(BaseFigures.FILE_NAME);
    return Files.isRegularFile(file)
        ? JsonParser.parseString(Files.readString(file)).getAsJsonObject()
        : new JsonObject();
  }

  private void profileFile(RunPart run, Path profile) throws IOException {
    JsonObject json =
        JsonParser.parseString(
                Files.readString(run.folder().resolve("profile").resolve(Profile.FILE_NAME)))
            .getAsJsonObject();
    if (regionFinder.isPresent()) {
      json.addProperty("region_of_interest", true);
    }
    ModelFiles.write(profile.resolve(Profile.FILE_NAME), json);
  }

  /** Features are kept beside the release while it is made, for they are most of the time. */
  private ProfileFigures index(RunPart run, BaseModel base, Path index) throws IOException {
    Path file = Files.createTempFile("dermstream-features", ".bin");
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        FeatureFile features =
            FeatureFile.open(
                file,
                base.digest(),
                base.config().vision().hiddenSize(),
                base.config().imageTokens() * base.config().text().hiddenSize(),
                run.recipe().featureBytes())) {
      FeatureStore store = new FeatureStore(base, reader, features, threads);
      return new ProfileIndex(run, store, threads).write(index);
    } finally {
      Files.delete(file);
    }
  }

  /** Files of a folder, not those of folders in it. */
  private static void copy(Path from, Path to, Predicate<String> wanted) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (wanted.test(name)) {
          Files.copy(file, to.resolve(name));
        }
      }
    }
  }
}
