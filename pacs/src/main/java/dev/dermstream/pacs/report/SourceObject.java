package dev.dermstream.pacs.report;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.SpecificCharacterSet;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.Uid;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a report takes from the image that it is of: patient and study, which it copies so that it
 * comes to lie in the same study, and how and where the image was taken. Holds a patient's
 * attributes: {@link #toString} tells none of them, and no message does. Immutable.
 *
 * <p>Texts are decoded by the object's character set. A value that cannot be decoded, and a date or
 * code that is malformed, is left empty rather than guessed; names and numbers that are merely too
 * long are copied as they are, so that the PACS finds the same patient.
 */
public final class SourceObject {
  /** Copied, and how they are represented; in a report the first ones stand even if empty. */
  private static final Map<Integer, Vr> REQUIRED =
      Map.of(
          SrTag.STUDY_DATE, Vr.DA,
          SrTag.STUDY_TIME, Vr.TM,
          SrTag.ACCESSION_NUMBER, Vr.SH,
          SrTag.REFERRING_PHYSICIAN, Vr.PN,
          SrTag.PATIENT_NAME, Vr.PN,
          SrTag.PATIENT_ID, Vr.LO,
          SrTag.PATIENT_BIRTH_DATE, Vr.DA,
          SrTag.PATIENT_SEX, Vr.CS,
          SrTag.STUDY_ID, Vr.SH);

  private static final Map<Integer, Vr> OPTIONAL =
      Map.of(
          SrTag.TIMEZONE_OFFSET, Vr.SH,
          SrTag.STUDY_DESCRIPTION, Vr.LO,
          SrTag.ISSUER_OF_PATIENT_ID, Vr.LO,
          SrTag.PATIENT_AGE, Vr.AS);

  /** Told of the image in the image library. */
  private static final Map<Integer, Vr> ACQUISITION =
      Map.of(
          SrTag.CONTENT_DATE, Vr.DA,
          SrTag.CONTENT_TIME, Vr.TM,
          SrTag.ACQUISITION_DATE, Vr.DA,
          SrTag.ACQUISITION_TIME, Vr.TM);

  /** What {@code DicomFile.open} must be told to keep, so that {@link #of} finds it. */
  public static final Set<Integer> KEPT =
      Stream.of(REQUIRED, OPTIONAL, ACQUISITION)
          .flatMap(tags -> tags.keySet().stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final Set<Vr> FREE = Set.of(Vr.LO, Vr.SH, Vr.PN);
  private static final int SECONDS_DIGITS = 6;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT);
  private static final int MAX_TEXT = 4096;
  private static final Set<String> SEXES = Set.of("", "F", "M", "O");

  private final String sopClass;
  private final String sopInstance;
  private final String study;
  private final String series;
  private final String modality;
  private final OptionalInt frame;
  private final int columns;
  private final int rows;
  private final Optional<Code> site;
  private final Optional<Code> laterality;
  private final Map<Integer, String> texts;

  private SourceObject(DataSet attributes) throws DicomException {
    this.sopClass = uid(attributes, Tag.SOP_CLASS_UID);
    this.sopInstance = uid(attributes, Tag.SOP_INSTANCE_UID);
    this.study = uid(attributes, Tag.STUDY_INSTANCE_UID);
    this.series = uid(attributes, Tag.SERIES_INSTANCE_UID);
    this.modality = attributes.firstText(Tag.MODALITY);
    this.frame = frame(attributes);
    this.columns = attributes.has(Tag.COLUMNS) ? attributes.unsignedShorts(Tag.COLUMNS)[0] : 0;
    this.rows = attributes.has(Tag.ROWS) ? attributes.unsignedShorts(Tag.ROWS)[0] : 0;
    SpecificCharacterSet charset = SpecificCharacterSet.of(attributes);
    this.site = site(attributes, charset);
    this.laterality = laterality(attributes);
    Map<Integer, String> copied = new LinkedHashMap<>();
    Stream.of(REQUIRED, OPTIONAL, ACQUISITION)
        .flatMap(tags -> tags.entrySet().stream())
        .forEach(attribute ->
            text(attributes, charset, attribute.getKey(), attribute.getValue())
                .ifPresent(text -> copied.put(attribute.getKey(), text)));
    this.texts = Map.copyOf(copied);
  }

  /**
   * Takes what a report needs.
   *
   * @param attributes of a file that was opened with {@link #KEPT}
   * @throws DicomException naming the tag, if the object lacks one of the identifiers by which a
   *     report refers to it
   */
  public static SourceObject of(DataSet attributes) throws DicomException {
    return new SourceObject(attributes);
  }

  String sopClass() {
    return sopClass;
  }

  String sopInstance() {
    return sopInstance;
  }

  String study() {
    return study;
  }

  String series() {
    return series;
  }

  String modality() {
    return modality;
  }

  /** The one that was read, from 1; none in an object of a single frame. */
  Optional<Integer> frame() {
    return frame.isPresent() ? Optional.of(frame.getAsInt()) : Optional.empty();
  }

  int columns() {
    return columns;
  }

  int rows() {
    return rows;
  }

  /** Of the body, as the object codes it. */
  Optional<Code> site() {
    return site;
  }

  Optional<Code> laterality() {
    return laterality;
  }

  /** A copied attribute's text; absent rather than empty. */
  Optional<String> text(int tag) {
    return Optional.ofNullable(texts.get(tag)).filter(text -> !text.isEmpty());
  }

  /** The object's own offset from UTC, by which its dates and times are; else the hospital's. */
  ZoneId zone(ZoneId otherwise) {
    return text(SrTag.TIMEZONE_OFFSET)
        .filter(offset -> offset.matches("[-+](0[0-9]|1[0-4])[0-5][0-9]"))
        .<ZoneId>map(ZoneOffset::of)
        .orElse(otherwise);
  }

  /** When the image was taken, in ISO 8601, as exactly as the object tells it. */
  Optional<String> taken(ZoneId otherwise) {
    return when(SrTag.ACQUISITION_DATE, SrTag.ACQUISITION_TIME, otherwise)
        .or(() -> when(SrTag.CONTENT_DATE, SrTag.CONTENT_TIME, otherwise))
        .or(() -> when(SrTag.STUDY_DATE, SrTag.STUDY_TIME, otherwise));
  }

  private Optional<String> when(int dateTag, int timeTag, ZoneId otherwise) {
    try {
      Optional<LocalDate> date =
          text(dateTag).map(text -> LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE));
      Optional<LocalTime> time =
          text(timeTag)
              .filter(text -> text.length() >= SECONDS_DIGITS)
              .map(text -> LocalTime.parse(text.substring(0, SECONDS_DIGITS), TIME));
      return date.map(day ->
          time.map(hour -> day.atTime(hour).atZone(zone(otherwise)).toOffsetDateTime())
              .map(DateTimeFormatter.ISO_OFFSET_DATE_TIME::format)
              .orElseGet(day::toString));
    } catch (DateTimeException e) {
      // Digits that are no date, for example a 32nd day: not told.
      return Optional.empty();
    }
  }

  /** Writes the attributes of patient and study, in UTF-8. */
  void copyInto(WritableDataSet report) {
    report.uid(Tag.STUDY_INSTANCE_UID, study);
    REQUIRED.forEach((tag, vr) -> copy(report, tag, vr, texts.getOrDefault(tag, "")));
    OPTIONAL.forEach((tag, vr) -> text(tag).ifPresent(text -> copy(report, tag, vr, text)));
  }

  private static void copy(WritableDataSet report, int tag, Vr vr, String text) {
    report.value(tag, vr, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes class and instance, by which the object is referred to. */
  void reference(WritableDataSet item) {
    item.uid(SrTag.REFERENCED_SOP_CLASS, sopClass).uid(SrTag.REFERENCED_SOP_INSTANCE, sopInstance);
  }

  /** The object's identifier alone. */
  @Override
  public String toString() {
    return "SourceObject[" + sopInstance + "]";
  }

  private static String uid(DataSet attributes, int tag) throws DicomException {
    String uid = attributes.text(tag);
    if (!Uid.isValid(uid)) {
      throw attributes.malformed(tag);
    }
    return uid;
  }

  private static OptionalInt frame(DataSet attributes) throws DicomException {
    String frames = attributes.firstText(Tag.NUMBER_OF_FRAMES);
    if (!frames.matches("[0-9]{1,9}") || Integer.parseInt(frames) < 2) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        attributes.has(Tag.REPRESENTATIVE_FRAME)
            ? attributes.unsignedShorts(Tag.REPRESENTATIVE_FRAME)[0]
            : 1);
  }

  private static Optional<String> text(
      DataSet attributes, SpecificCharacterSet charset, int tag, Vr vr) {
    return charset
        .decode(attributes.bytes(tag))
        .map(text -> text.replace('\0', ' ').strip())
        .filter(text -> isUsable(tag, vr, text));
  }

  private static boolean isUsable(int tag, Vr vr, String text) {
    if (tag == SrTag.PATIENT_SEX) {
      return SEXES.contains(text);
    }
    if (!FREE.contains(vr)) {
      return vr.allows(text);
    }
    return text.length() <= MAX_TEXT && text.codePoints().noneMatch(Character::isISOControl);
  }

  private static Optional<Code> site(DataSet attributes, SpecificCharacterSet charset) {
    return attributes.items(Tag.ANATOMIC_REGION).stream()
        .findFirst()
        .flatMap(item ->
            charset
                .decode(item.bytes(Tag.CODE_MEANING))
                .map(meaning ->
                    new Code(
                        item.text(Tag.CODE_VALUE),
                        item.text(Tag.CODING_SCHEME),
                        meaning.replace('\0', ' ').strip())))
        .filter(CodeMap::isWellFormed);
  }

  /** The side in the codes of CID 244. */
  private static Optional<Code> laterality(DataSet attributes) {
    return IntStream.of(Tag.IMAGE_LATERALITY, Tag.LATERALITY)
        .mapToObj(attributes::text)
        .flatMap(side ->
            switch (side) {
              case "R" -> Stream.of(new Code("24028007", "SCT", "Right"));
              case "L" -> Stream.of(new Code("7771000", "SCT", "Left"));
              case "B" -> Stream.of(new Code("51440002", "SCT", "Bilateral"));
              default -> Stream.empty();
            })
        .findFirst();
  }
}
