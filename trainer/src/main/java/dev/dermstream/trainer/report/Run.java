package dev.dermstream.trainer.report;

import com.google.gson.JsonObject;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.trainer.evaluation.classification.ClassNameFile;
import dev.dermstream.trainer.figures.LossChart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a run that has ended, which holds {@code run.json}; everything else may be missing.
 *
 * @param folder of the run
 * @param record {@code run.json}
 * @param recipe {@code recipe.conf}, every setting as used; empty if it is missing
 * @param log losses by step
 * @param metrics {@code evaluation/metrics.json}
 * @param classes {@code evaluation/classes.json}; empty if it is missing
 * @param judged {@code judged/metrics.json}, whose figures come before those
 */
public record Run(
    Path folder,
    JsonObject record,
    String recipe,
    LossLog log,
    Optional<JsonObject> metrics,
    List<String> classes,
    Optional<JsonObject> judged) {
  public Run {
    classes = List.copyOf(classes);
  }

  /** What makes a folder the folder of a run. */
  public static final String RECORD = "run.json";

  private static final String EVALUATION = "evaluation";

  /** Where {@code dermstream evaluate} judged the answers of the run anew, with more measures. */
  private static final String JUDGED = "judged";

  private static final String METRICS = "metrics.json";

  /**
   * Reads a run.
   *
   * @throws ServiceException (INVALID_INPUT) if there is none, or a file of it cannot be read;
   *     names the file
   */
  public static Run read(Path folder) throws IOException {
    JsonObject record =
        JsonFile.read(folder.resolve(RECORD))
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.INVALID_INPUT,
                    folder + ": holds no run.json: no run, or one that has not ended."));
    Path recipe = folder.resolve("recipe.conf");
    Path classes = folder.resolve(EVALUATION).resolve("classes.json");
    return new Run(
        folder,
        record,
        Files.isRegularFile(recipe) ? Files.readString(recipe) : "",
        LossLog.read(folder.resolve("log.jsonl")),
        JsonFile.read(folder.resolve(EVALUATION).resolve(METRICS)),
        Files.isRegularFile(classes) ? ClassNameFile.read(classes) : List.of(),
        JsonFile.read(folder.resolve(JUDGED).resolve(METRICS)));
  }

  /** A value of {@code run.json} as it is written; empty if it is not there. */
  public String value(String key) {
    return JsonFile.text(record, key).orElse("");
  }

  /** A number of {@code run.json}. */
  public Optional<Measure> number(String key) {
    return new Measures(record).figure(key);
  }

  /** The recipe's name. */
  public String name() {
    return value("recipe");
  }

  /** Figures of the classifier. */
  public Optional<Measures> classification() {
    return part("classification", "confusion_matrix");
  }

  /** Figures of the texts. */
  public Optional<Measures> texts() {
    return part("texts", "corpus_bleu");
  }

  private Optional<Measures> part(String key, String own) {
    return part(judged, key, own).or(() -> part(metrics, key, own));
  }

  /** Where there is one kind of figures alone they are the file's own, known by one of them. */
  private static Optional<Measures> part(Optional<JsonObject> from, String key, String own) {
    return from.flatMap(all ->
            JsonFile.object(all, key)
                .or(() -> all.has(own) ? Optional.of(all) : Optional.<JsonObject>empty()))
        .map(Measures::new);
  }

  /** Names of the classes in order, as the figures or the predictions have them; may be empty. */
  public List<String> classNames() {
    List<String> told = classification().map(all -> all.sentences("class_names")).orElse(List.of());
    return told.isEmpty() ? classes : told;
  }

  /** Shares of the answers that have a form. */
  public Optional<Measures> forms() {
    return metrics.flatMap(all -> JsonFile.object(all, "forms")).map(Measures::new);
  }

  /** A file of the evaluation, if it is there. */
  Optional<Path> evaluated(String name) {
    return file(EVALUATION, name);
  }

  /** A file of the judgement, else of the evaluation. */
  Optional<Path> judgedFile(String name) {
    return file(JUDGED, name).or(() -> evaluated(name));
  }

  private Optional<Path> file(String part, String name) {
    Path file = folder.resolve(part).resolve(name);
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Its losses, called as the figure's legend shall call them. */
  public LossChart.Run losses(String called) {
    return new LossChart.Run(called, log.train(), log.evaluation());
  }
}
