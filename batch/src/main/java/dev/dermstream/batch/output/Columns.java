package dev.dermstream.batch.output;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import dev.dermstream.batch.output.Column.ClassShare;
import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.CalibratedConfidence;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The columns that CSV, Parquet and tables have in common, one row an image. New ones are added at
 * the end, so that what reads by place goes on.
 */
final class Columns {
  /** In their order. */
  static final List<Column> ALL = new Columns().columns;

  private final List<Column> columns = new ArrayList<>();

  private Columns() {
    result();
    provenance();
    image();
    label();
    calibrated();
    model();
    words();
  }

  private void result() {
    add(
        "position",
        ColumnType.LONG,
        "Place in the archive's order, from 0.",
        ImageResult::getPosition);
    text("name", "File within the archive; the first that holds the image.", ImageResult::getName);
    add(
        "other_names",
        ColumnType.TEXTS,
        "Other files with the same bytes, in order.",
        result -> List.copyOf(result.getOtherNamesList()));
    text("image_sha256", "SHA-256 of the file, hexadecimal.", ImageResult::getImageSha256);
    add("image_bytes", ColumnType.LONG, "Size of the file.", ImageResult::getImageBytes);
    text(
        "outcome",
        "ANSWERED, ABSTAINED, REJECTED, UNREADABLE or SET_ASIDE.",
        result -> constant(result.getOutcome()));
    text("code", "Why it has no report, as a constant.", ImageResult::getCode);
    text("message", "Why it has no report, as a sentence.", ImageResult::getMessage);
  }

  private void provenance() {
    made("release", "Release that answered.", Provenance::getReleaseId);
    made("profile", "Profile that answered.", Provenance::getProfile);
    made("adapter", "Adapter that was used, NAME@HEX.", Provenance::getAdapter);
    made("engine", "Engine that ran the model.", Provenance::getEngine);
    made("model_sha256", "Digest of the model.", Provenance::getModelSha256);
    made(
        "preprocessing_sha256", "Digest of its input's rules.", Provenance::getPreprocessingSha256);
  }

  private void image() {
    image("image_format", ColumnType.TEXT, "JPEG, PNG or DICOM.", image -> said(image.getFormat()));
    image("image_width", ColumnType.INT, "Pixels.", ImageInfo::getWidth);
    image("image_height", ColumnType.INT, "Pixels.", ImageInfo::getHeight);
    region(
        "region_found",
        ColumnType.FLAG,
        "Whether a lesion was found, where sought.",
        Region::getFound);
    region("region_x", ColumnType.INT, "Left edge of the lesion, pixels.", Region::getX);
    region("region_y", ColumnType.INT, "Upper edge of the lesion, pixels.", Region::getY);
    region("region_width", ColumnType.INT, "Width of the lesion, pixels.", Region::getWidth);
    region("region_height", ColumnType.INT, "Height of the lesion, pixels.", Region::getHeight);
    region(
        "region_probability_percent",
        ColumnType.DOUBLE,
        "How sure the finder is, percent.",
        Region::getProbabilityPercent);
  }

  private void label() {
    label("label", "Class of highest confidence", Report::hasLabel, Report::getLabel);
    report(
        "similar_id_codes",
        ColumnType.INTS,
        "The classes that follow, best first.",
        report -> report.getSimilarLabelsList().stream().map(Label::getIdCode).toList());
    report(
        "class_confidence",
        ColumnType.SHARES,
        "Confidence of every class, percent, by id_code.",
        report ->
            report.getClassConfidenceList().stream()
                .map(each -> new ClassShare(each.getIdCode(), each.getConfidencePercent()))
                .toList());
  }

  private void calibrated() {
    calibrated(
        "class_probability",
        ColumnType.SHARES,
        "Calibrated probability of every class, percent, best first.",
        calibrated ->
            calibrated.getProbabilitiesList().stream()
                .map(each -> new ClassShare(each.getIdCode(), each.getProbabilityPercent()))
                .toList());
    calibrated(
        "prediction_set",
        ColumnType.INTS,
        "Classes that hold the image's with the coverage chosen.",
        each -> List.copyOf(each.getPredictionSet().getIdCodesList()));
    calibrated(
        "class_conditional_set",
        ColumnType.INTS,
        "The same for every class by itself.",
        each -> List.copyOf(each.getClassConditionalSet().getIdCodesList()));
    calibrated(
        "out_of_distribution",
        ColumnType.FLAG,
        "Whether the image is unlike those of the training.",
        each -> each.getOutOfDistribution().getOutside());
    calibrated(
        "out_of_distribution_distance",
        ColumnType.DOUBLE,
        "Cosine distance to the training images, 0 to 2.",
        each -> each.getOutOfDistribution().getDistance());
    calibrated(
        "out_of_distribution_threshold",
        ColumnType.DOUBLE,
        "Over it the image is outside.",
        each -> each.getOutOfDistribution().getThreshold());
  }

  private void model() {
    label("model_label", "What the model named", Report::hasModelLabel, Report::getModelLabel);
    report(
        "agreement",
        ColumnType.TEXT,
        "AGREE, DIFFER or NO_MODEL_LABEL.",
        report -> constant(report.getAgreement()));
  }

  private void words() {
    report(
        "abstention", ColumnType.TEXT, "Why it was abstained from.", r -> said(r.getAbstention()));
    report(
        "abstention_reasons",
        ColumnType.TEXTS,
        "The same as constants.",
        report -> report.getAbstentionReasonsList().stream().map(Columns::constantOf).toList());
    report(
        "language", ColumnType.TEXT, "Of the summary.", report -> constant(report.getLanguage()));
    report(
        "summary", ColumnType.TEXT, "Written by the model.", report -> said(report.getSummary()));
    report(
        "record_fields",
        ColumnType.JSON,
        "What the model wrote in the fields of a record.",
        report -> json(report.getRecordFieldsList()));
    report(
        "further_lesions",
        ColumnType.JSON,
        "The picture's other lesions.",
        report -> json(report.getFurtherLesionsList()));
    report("notice", ColumnType.TEXT, "Must be shown with the answer.", r -> said(r.getNotice()));
  }

  private void label(
      String name, String meaning, Function<Report, Boolean> has, Function<Report, Label> label) {
    Function<Function<Label, @Nullable Object>, Function<Report, @Nullable Object>> of =
        value -> report -> has.apply(report) ? value.apply(label.apply(report)) : null;
    report(name + "_id_code", ColumnType.INT, meaning + ".", of.apply(Label::getIdCode));
    report(
        name + "_name_english",
        ColumnType.TEXT,
        meaning + ", in English.",
        of.apply(each -> said(each.getNameEnglish())));
    report(
        name + "_name_korean",
        ColumnType.TEXT,
        meaning + ", in Korean.",
        of.apply(each -> said(each.getNameKorean())));
    report(
        name + "_score_percent",
        ColumnType.DOUBLE,
        meaning + ": percent.",
        of.apply(Label::getScorePercent));
  }

  private void add(
      String name, ColumnType type, String meaning, Function<ImageResult, @Nullable Object> value) {
    columns.add(new Column(name, type, meaning, value));
  }

  private void text(String name, String meaning, Function<ImageResult, @Nullable String> value) {
    add(
        name,
        ColumnType.TEXT,
        meaning,
        result -> {
          @Nullable String text = value.apply(result);
          return text == null ? null : said(text);
        });
  }

  private void report(
      String name, ColumnType type, String meaning, Function<Report, @Nullable Object> value) {
    add(name, type, meaning, result -> result.hasReport() ? value.apply(result.getReport()) : null);
  }

  private void made(String name, String meaning, Function<Provenance, String> value) {
    report(name, ColumnType.TEXT, meaning, report -> said(value.apply(report.getProvenance())));
  }

  private void image(
      String name, ColumnType type, String meaning, Function<ImageInfo, @Nullable Object> value) {
    report(
        name, type, meaning, report -> report.hasImage() ? value.apply(report.getImage()) : null);
  }

  private void region(
      String name, ColumnType type, String meaning, Function<Region, @Nullable Object> value) {
    image(name, type, meaning, i -> i.hasRegion() ? value.apply(i.getRegion()) : null);
  }

  private void calibrated(
      String name,
      ColumnType type,
      String meaning,
      Function<CalibratedConfidence, @Nullable Object> value) {
    report(
        name,
        type,
        meaning,
        report -> report.hasCalibrated() ? value.apply(report.getCalibrated()) : null);
  }

  private static @Nullable String said(String text) {
    return text.isEmpty() ? null : text;
  }

  private static @Nullable String constant(ProtocolMessageEnum constant) {
    return constant.getNumber() == 0 ? null : constantOf(constant);
  }

  private static String constantOf(ProtocolMessageEnum constant) {
    return MessageJson.name(constant.getValueDescriptor());
  }

  private static @Nullable String json(List<? extends Message> messages) {
    if (messages.isEmpty()) {
      return null;
    }
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginArray();
      for (Message message : messages) {
        MessageJson.object(json, message);
      }
      json.endArray();
    } catch (IOException e) {
      throw new AssertionError("a string does not fail", e);
    }
    return text.toString();
  }
}
