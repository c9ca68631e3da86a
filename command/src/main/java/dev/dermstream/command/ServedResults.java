package dev.dermstream.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.command.ScreenedFile.Failed;
import dev.dermstream.command.ScreenedFile.Ranked;
import dev.dermstream.command.ScreenedFile.Reported;
import dev.dermstream.command.ScreeningClient.Refused;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.platform.digest.Sha256;
import dev.dermstream.trainer.evaluation.Bootstrap;
import dev.dermstream.trainer.evaluation.EvaluationFiles;
import dev.dermstream.trainer.evaluation.EvaluationPart;
import dev.dermstream.trainer.evaluation.ResultFolder;
import dev.dermstream.trainer.evaluation.ResultJson;
import dev.dermstream.trainer.evaluation.classification.ClassificationCharts;
import dev.dermstream.trainer.evaluation.classification.ClassificationEvaluation;
import dev.dermstream.trainer.evaluation.served.RegionEvaluation;
import dev.dermstream.trainer.evaluation.served.ServedEvaluation;
import dev.dermstream.trainer.evaluation.served.ServedImage;
import dev.dermstream.trainer.evaluation.served.ServedImage.Outcome;
import dev.dermstream.trainer.evaluation.served.ServedLesions;
import dev.dermstream.trainer.evaluation.served.ServedLesions.Box;
import dev.dermstream.trainer.evaluation.text.TextEvaluation;
import dev.dermstream.trainer.evaluation.text.TextMeasures;
import dev.dermstream.trainer.figures.FigureFolder;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Error;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What a system made of a data set, as files and figures: {@code predictions.safetensors}, {@code
 * classes.json}, {@code texts.jsonl}, and what the evaluations make of them.
 *
 * @param labels that answers are of
 * @param records whether the profile is known to write records
 * @param language of the texts, {@code en} or {@code ko}
 * @param notice to be shown with the figures
 */
record ServedResults(
    List<ServedRow> rows,
    ProfileInfo profile,
    ServedLabels labels,
    boolean records,
    String language,
    String notice,
    Path manifest) {
  ServedResults {
    rows = List.copyOf(rows);
  }

  /** Whether an image was measured. */
  static boolean reported(ScreenedFile screened) {
    return outcome(screened).reported();
  }

  boolean allReported() {
    return rows.stream().allMatch(row -> reported(row.screened()))
        && rows.stream()
            .flatMap(row -> row.asked().stream())
            .noneMatch(asked -> asked.outcome() instanceof Refused);
  }

  /**
   * Writes everything.
   *
   * @return the headline figures, for a person
   */
  String write(ResultFolder out, TextMeasures measures, Bootstrap bootstrap) throws IOException {
    List<EvaluationPart> parts = new ArrayList<>();
    JsonObject system = system();
    parts.add(
        ServedEvaluation.of(
            rows.stream().map(this::image).toList(), labels.english(), system, bootstrap));
    List<ServedLesions> lesions = rows.stream().flatMap(row -> lesions(row).stream()).toList();
    if (!lesions.isEmpty()) {
      parts.add(RegionEvaluation.of(lesions, bootstrap));
    }
    out.fill(folder -> {
      ServedPredictions predictions = ServedPredictions.of(rows, labels);
      if (!predictions.isEmpty()) {
        Path file = folder.resolve("predictions.safetensors");
        predictions.write(file);
        Files.writeString(
            folder.resolve("classes.json"),
            ResultJson.text(ResultJson.sentences(labels.english())));
        parts.add(ClassificationEvaluation.of(file, labels.english(), bootstrap));
        FigureFolder.write(
            folder.resolve(FigureFolder.NAME),
            ClassificationCharts.read(file, labels.english(), bootstrap).figures());
      }
      List<String> texts = ServedTexts.lines(rows, language, records);
      if (!texts.isEmpty()) {
        Path file = Files.write(folder.resolve("texts.jsonl"), texts);
        parts.add(TextEvaluation.of(file, measures, bootstrap));
      }
      JsonObject metrics = new JsonObject();
      parts.forEach(part -> metrics.add(part.key(), part.metrics()));
      EvaluationFiles.write(folder, metrics, parts);
    });
    return "Profile %s of %s%n%s%s%n"
        .formatted(
            profile.getName(), profile.getReleaseId(), EvaluationFiles.summary(parts), notice);
  }

  /** Exactly what answered; figures of two releases together would be of neither. */
  private JsonObject system() throws IOException {
    TreeSet<String> releases = new TreeSet<>();
    TreeSet<String> engines = new TreeSet<>();
    TreeSet<String> adapters = new TreeSet<>();
    for (ServedRow row : rows) {
      provenance(row.screened())
          .ifPresent(from -> {
            releases.add(from.getReleaseId());
            engines.add(from.getEngine());
            adapters.add(from.getAdapter());
          });
      for (ServedRow.Asked asked : row.asked()) {
        if (asked.outcome() instanceof ScreeningClient.Given<SaidAnswer>(var answer)) {
          releases.add(answer.finished().getProvenance().getReleaseId());
        }
      }
    }
    if (releases.size() > 1) {
      throw new ServiceException(
          ErrorCode.RELEASE_MISMATCH,
          "Answers came from several releases, %s: judge again when one is live."
              .formatted(String.join(" and ", releases)));
    }
    JsonObject json = new JsonObject();
    json.add("answered_by", ResultJson.sentences(List.copyOf(releases)));
    json.addProperty("profile", profile.getName());
    json.add("adapters", ResultJson.sentences(List.copyOf(adapters)));
    json.add("engines", ResultJson.sentences(List.copyOf(engines)));
    json.addProperty("language", language);
    json.addProperty("notice", notice);
    json.addProperty("manifest_sha256", Sha256.hex(manifest));
    json.addProperty("rows", rows.size());
    json.add("questions", questions());
    return json;
  }

  private JsonObject questions() {
    JsonObject json = new JsonObject();
    JsonArray failed = new JsonArray();
    int asked = 0;
    for (ServedRow row : rows) {
      for (ServedRow.Asked each : row.asked()) {
        asked++;
        if (each.outcome() instanceof Refused<SaidAnswer>(Error error)) {
          JsonObject one = new JsonObject();
          one.addProperty("identifier", row.row().identifier());
          one.addProperty("question", each.question().question());
          one.addProperty("reason", error.getCode() + ": " + error.getMessage());
          failed.add(one);
        }
      }
    }
    json.addProperty("asked", asked);
    json.add("failed", failed);
    return json;
  }

  private static Optional<Provenance> provenance(ScreenedFile screened) {
    return switch (screened) {
      case Reported(Path file, Report report) when reported(screened) ->
          Optional.of(report.getProvenance());
      case Reported rejected -> Optional.empty();
      case Ranked(Path file, RankResponse answer) -> Optional.of(answer.getProvenance());
      case Failed failed -> Optional.empty();
    };
  }

  private ServedImage image(ServedRow row) {
    int trueClass = labels.find(row.row().className());
    return switch (row.screened()) {
      case Ranked(Path file, RankResponse answer) ->
          new ServedImage(
              row.row().identifier(),
              row.group(),
              row.row().modality(),
              row.row().className(),
              trueClass,
              Outcome.ANSWERED,
              labels.find(answer.getRanking(0).getLabel()),
              labels.find(answer.getRanking(0).getLabel()),
              "");
      case Failed(Path file, Error error) -> unmeasured(row, trueClass, Outcome.FAILED, error);
      case Reported(Path file, Report report) -> {
        Outcome outcome = outcome(row.screened());
        yield outcome.reported()
            ? new ServedImage(
                row.row().identifier(),
                row.group(),
                row.row().modality(),
                row.row().className(),
                trueClass,
                outcome,
                report.hasLabel() ? place(report.getLabel()) : ServedImage.NONE,
                report.hasModelLabel() ? place(report.getModelLabel()) : ServedImage.NONE,
                report.getAbstention())
            : unmeasured(row, trueClass, outcome, report.getRejection());
      }
    };
  }

  /** Empty where the data mark no lesion, or none was looked for. */
  private Optional<ServedLesions> lesions(ServedRow row) {
    if (row.row().regions().isEmpty()
        || !(row.screened() instanceof Reported(Path file, Report report))
        || !reported(row.screened())
        || !report.getImage().hasRegion()) {
      return Optional.empty();
    }
    List<Box> marked =
        row.row().regions().stream()
            .map(region ->
                new Box(
                    region.x(),
                    region.y(),
                    region.width(),
                    region.height(),
                    labels.find(
                        region.className().isEmpty() ? row.row().className() : region.className())))
            .toList();
    List<Box> answered = new ArrayList<>();
    if (report.getImage().getRegion().getFound()) {
      answered.add(
          box(
              report.getImage().getRegion(),
              report.hasLabel() ? place(report.getLabel()) : ServedLesions.NONE));
    }
    for (FurtherLesion lesion : report.getFurtherLesionsList()) {
      answered.add(
          box(
              lesion.getRegion(),
              lesion.hasLabel() ? place(lesion.getLabel()) : ServedLesions.NONE));
    }
    return Optional.of(new ServedLesions(row.row().identifier(), row.group(), marked, answered));
  }

  private static Box box(Region region, int label) {
    return new Box(region.getX(), region.getY(), region.getWidth(), region.getHeight(), label);
  }

  private static ServedImage unmeasured(
      ServedRow row, int trueClass, Outcome outcome, Error error) {
    return new ServedImage(
        row.row().identifier(),
        row.group(),
        row.row().modality(),
        row.row().className(),
        trueClass,
        outcome,
        ServedImage.NONE,
        ServedImage.NONE,
        error.getCode() + ": " + error.getMessage());
  }

  private int place(Label label) {
    return labels.place(label.getIdCode());
  }

  private static Outcome outcome(ScreenedFile screened) {
    return switch (screened) {
      case Ranked ranked -> Outcome.ANSWERED;
      case Failed failed -> Outcome.FAILED;
      case Reported(Path file, Report report) -> outcome(report.getDisposition());
    };
  }

  private static Outcome outcome(Disposition disposition) {
    return switch (disposition) {
      case DISPOSITION_ANSWERED -> Outcome.ANSWERED;
      case DISPOSITION_ABSTAINED -> Outcome.ABSTAINED;
      case DISPOSITION_REJECTED -> Outcome.REJECTED;
      case DISPOSITION_UNSPECIFIED, UNRECOGNIZED -> Outcome.FAILED;
    };
  }
}
