package dev.dermstream.pacs.report;

import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A node of a report's content tree (PS3.3, C.17.3).
 *
 * @param relationship to what holds it; empty for the root
 * @param name concept name; images have none where the relationship tells enough
 * @param value writes what the value type wants
 */
record ContentItem(
    String relationship,
    String valueType,
    Optional<Code> name,
    Consumer<WritableDataSet> value,
    List<ContentItem> children) {
  static final String CONTAINS = "CONTAINS";
  static final String MODIFIER = "HAS CONCEPT MOD";
  static final String OBSERVATION = "HAS OBS CONTEXT";
  static final String ACQUISITION = "HAS ACQ CONTEXT";
  static final String SELECTED_FROM = "SELECTED FROM";

  /** Decimals of a percentage; the measurement has no more that mean anything. */
  private static final int DECIMALS = 4;

  ContentItem with(List<ContentItem> more) {
    return new ContentItem(relationship, valueType, name, value, List.copyOf(more));
  }

  static ContentItem container(String relationship, Code name, List<ContentItem> children) {
    Consumer<WritableDataSet> separate = item -> item.text(SrTag.CONTINUITY, Vr.CS, "SEPARATE");
    return of(relationship, "CONTAINER", name, separate).with(children);
  }

  static ContentItem code(String relationship, Code name, Code value) {
    return of(relationship, "CODE", name, item -> write(item, SrTag.CONCEPT_CODE, value));
  }

  /** A text; what UT does not allow in it becomes a blank. */
  static ContentItem text(String relationship, Code name, String text) {
    String clean = text.replaceAll("[\\p{Cntrl}&&[^\\n\\r\\t]]", " ");
    return of(relationship, "TEXT", name, item -> item.text(SrTag.TEXT, Vr.UT, clean));
  }

  static ContentItem uid(String relationship, Code name, String uid) {
    return of(relationship, "UIDREF", name, item -> item.uid(SrTag.UID, uid));
  }

  static ContentItem date(String relationship, Code name, String date) {
    return of(relationship, "DATE", name, item -> item.text(SrTag.DATE, Vr.DA, date));
  }

  static ContentItem time(String relationship, Code name, String time) {
    return of(relationship, "TIME", name, item -> item.text(SrTag.TIME, Vr.TM, time));
  }

  static ContentItem number(String relationship, Code name, double value, Code units) {
    return of(
        relationship,
        "NUM",
        name,
        item ->
            item.item(
                SrTag.MEASURED_VALUE,
                measured -> {
                  write(measured, SrTag.MEASUREMENT_UNITS, units);
                  measured.text(SrTag.NUMERIC_VALUE, Vr.DS, decimal(value));
                }));
  }

  static ContentItem image(String relationship, Optional<Code> name, SourceObject source) {
    Consumer<WritableDataSet> value =
        item ->
            item.item(
                SrTag.REFERENCED_SOP,
                reference -> {
                  source.reference(reference);
                  source
                      .frame()
                      .ifPresent(frame ->
                          reference.text(SrTag.REFERENCED_FRAME, Vr.IS, String.valueOf(frame)));
                });
    return new ContentItem(relationship, "IMAGE", name, value, List.of());
  }

  /** A closed line through points, each column then row from the picture's top left corner. */
  static ContentItem outline(String relationship, Code name, float... points) {
    return of(
        relationship,
        "SCOORD",
        name,
        item ->
            item.text(SrTag.GRAPHIC_TYPE, Vr.CS, "POLYLINE").floats(SrTag.GRAPHIC_DATA, points));
  }

  void write(WritableDataSet item) {
    if (!relationship.isEmpty()) {
      item.text(SrTag.RELATIONSHIP, Vr.CS, relationship);
    }
    item.text(SrTag.VALUE_TYPE, Vr.CS, valueType);
    name.ifPresent(code -> write(item, SrTag.CONCEPT_NAME, code));
    value.accept(item);
    children.forEach(child -> item.item(SrTag.CONTENT, child::write));
  }

  static void write(WritableDataSet into, int tag, Code code) {
    into.item(
        tag,
        item ->
            item.text(Tag.CODE_VALUE, Vr.SH, code.value())
                .text(Tag.CODING_SCHEME, Vr.SH, code.scheme())
                .text(Tag.CODE_MEANING, Vr.LO, code.meaning()));
  }

  /** As DS has it, at most 16 characters, and FHIR too. */
  static String decimal(double value) {
    BigDecimal rounded =
        BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).stripTrailingZeros();
    return rounded.toPlainString();
  }

  private static ContentItem of(
      String relationship, String valueType, Code name, Consumer<WritableDataSet> value) {
    return new ContentItem(relationship, valueType, Optional.of(name), value, List.of());
  }
}
