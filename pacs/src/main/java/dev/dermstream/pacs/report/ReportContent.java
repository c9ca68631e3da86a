package dev.dermstream.pacs.report;

import dev.dermstream.v1.Language;
import dev.dermstream.v1.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The content tree of a report (PS3.16, TID 1500), from the root to its evaluations. */
final class ReportContent {
  private final SourceObject source;
  private final Report report;
  private final Details details;
  private final ClassCodes codes;

  ReportContent(SourceObject source, Report report, Details details, ClassCodes codes) {
    this.source = source;
    this.report = report;
    this.details = details;
    this.codes = codes;
  }

  ContentItem root() throws UnmappedClassException {
    List<ContentItem> items = new ArrayList<>();
    items.add(language(Concepts.ENGLISH));
    items.addAll(observer());
    items.add(
        ContentItem.code(
            ContentItem.MODIFIER, Concepts.PROCEDURE_REPORTED, Concepts.IMAGING_PROCEDURE));
    items.add(imageLibrary());
    items.add(measurements());
    items.add(ContentItem.container(ContentItem.CONTAINS, Concepts.EVALUATIONS, evaluations()));
    return ContentItem.container("", Concepts.REPORT, items);
  }

  /** TID 1204. */
  private static ContentItem language(Code language) {
    return ContentItem.code(ContentItem.MODIFIER, Concepts.LANGUAGE, language);
  }

  /** TID 1004: the node that answered. */
  private List<ContentItem> observer() {
    String node = report.getProvenance().getNodeId();
    List<ContentItem> items = new ArrayList<>();
    items.add(ContentItem.code(ContentItem.OBSERVATION, Concepts.OBSERVER_TYPE, Concepts.DEVICE));
    items.add(
        ContentItem.uid(
            ContentItem.OBSERVATION, Concepts.DEVICE_UID, ReportUids.uid("node", node)));
    items.addAll(texts(ContentItem.OBSERVATION, Concepts.DEVICE_NAME, node));
    items.addAll(
        texts(
            ContentItem.OBSERVATION, Concepts.DEVICE_MANUFACTURER, StructuredReport.MANUFACTURER));
    items.addAll(texts(ContentItem.OBSERVATION, Concepts.DEVICE_MODEL, StructuredReport.MODEL));
    return items;
  }

  /** TID 1600 to 1602. */
  private ContentItem imageLibrary() {
    List<ContentItem> context = new ArrayList<>();
    String relationship = ContentItem.ACQUISITION;
    context.add(
        ContentItem.code(relationship, Concepts.MODALITY, Concepts.modality(source.modality())));
    source
        .laterality()
        .ifPresent(
            side -> context.add(ContentItem.code(relationship, Concepts.IMAGE_LATERALITY, side)));
    date(context, Concepts.STUDY_DATE, SrTag.STUDY_DATE);
    time(context, Concepts.STUDY_TIME, SrTag.STUDY_TIME);
    date(context, Concepts.CONTENT_DATE, SrTag.CONTENT_DATE);
    time(context, Concepts.CONTENT_TIME, SrTag.CONTENT_TIME);
    date(context, Concepts.ACQUISITION_DATE, SrTag.ACQUISITION_DATE);
    time(context, Concepts.ACQUISITION_TIME, SrTag.ACQUISITION_TIME);
    if (source.rows() > 0 && source.columns() > 0) {
      context.add(
          ContentItem.number(relationship, Concepts.PIXEL_ROWS, source.rows(), Concepts.PIXELS));
      context.add(
          ContentItem.number(
              relationship, Concepts.PIXEL_COLUMNS, source.columns(), Concepts.PIXELS));
    }
    ContentItem image =
        ContentItem.image(ContentItem.CONTAINS, Optional.empty(), source).with(context);
    ContentItem group =
        ContentItem.container(ContentItem.CONTAINS, Concepts.IMAGE_LIBRARY_GROUP, List.of(image));
    return ContentItem.container(ContentItem.CONTAINS, Concepts.IMAGE_LIBRARY, List.of(group));
  }

  private void date(List<ContentItem> into, Code name, int tag) {
    source
        .text(tag)
        .ifPresent(date -> into.add(ContentItem.date(ContentItem.ACQUISITION, name, date)));
  }

  private void time(List<ContentItem> into, Code name, int tag) {
    source
        .text(tag)
        .ifPresent(time -> into.add(ContentItem.time(ContentItem.ACQUISITION, name, time)));
  }

  private ContentItem measurements() throws UnmappedClassException {
    List<ContentItem> algorithm = algorithm();
    List<ContentItem> groups = new ArrayList<>();
    for (Lesion lesion : Lesion.of(report)) {
      String uid =
          ReportUids.uid(
              "lesion",
              StructuredReport.identity(source, details),
              String.valueOf(lesion.number()));
      groups.add(LesionGroup.of(lesion, source, codes, uid, algorithm));
    }
    return ContentItem.container(ContentItem.CONTAINS, Concepts.MEASUREMENTS, groups);
  }

  /** TID 4019. */
  private List<ContentItem> algorithm() {
    String release = report.getProvenance().getReleaseId();
    List<ContentItem> items = new ArrayList<>();
    items.addAll(texts(ContentItem.MODIFIER, Concepts.ALGORITHM_NAME, Algorithm.NAME));
    items.addAll(texts(ContentItem.MODIFIER, Concepts.ALGORITHM_VERSION, release));
    for (String parameter : Algorithm.parameters(report, details)) {
      items.addAll(texts(ContentItem.MODIFIER, Concepts.ALGORITHM_PARAMETERS, parameter));
    }
    return items;
  }

  private List<ContentItem> evaluations() throws UnmappedClassException {
    List<ContentItem> items = new ArrayList<>();
    items.addAll(texts(ContentItem.CONTAINS, Concepts.NOTICE, report.getNotice()));
    items.add(
        ContentItem.code(
            ContentItem.CONTAINS, Concepts.AGREEMENT, Concepts.agreement(report.getAgreement())));
    if (report.hasModelLabel()) {
      items.add(
          ContentItem.code(
              ContentItem.CONTAINS,
              Concepts.MODEL_CLASS,
              codes.of(report.getModelLabel().getIdCode())));
    }
    boolean korean = report.getLanguage() == Language.LANGUAGE_KOREAN;
    ContentItem language = language(korean ? Concepts.KOREAN : Concepts.ENGLISH);
    texts(ContentItem.CONTAINS, Concepts.SUMMARY, report.getSummary())
        .forEach(summary -> items.add(summary.with(List.of(language))));
    return items;
  }

  /** One item, or none for an empty text. */
  private static List<ContentItem> texts(String relationship, Code name, String text) {
    return text.isBlank() ? List.of() : List.of(ContentItem.text(relationship, name, text));
  }
}
