package dev.dermstream.dicom.privacy;

import dev.dermstream.dicom.file.DataSet;
import dev.dermstream.dicom.file.Tag;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.dicom.file.WritableDataSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Parts of the body that have a code in the standard's own lists. A file's words for them are not
 * taken over, nor are codes of anybody's own: both could be a name.
 */
final class Anatomy {
  private record Code(String scheme, String value) {}

  /** The older name of SRT (PS3.16, 8.2). */
  private static final String SNM3 = "SNM3";

  /** Of PS3.16, annex L, those of skin that is photographed. */
  private static final Set<String> BODY_PARTS =
      Set.of(
          "ABDOMEN",
          "ANKLE",
          "ANUS",
          "ARM",
          "AXILLA",
          "BACK",
          "BREAST",
          "BUTTOCK",
          "CALF",
          "CHEEK",
          "CHEST",
          "EAR",
          "ELBOW",
          "EXTREMITY",
          "EYE",
          "EYELID",
          "FACE",
          "FINGER",
          "FLANK",
          "FOOT",
          "FOREARM",
          "FOREHEAD",
          "GROIN",
          "HAND",
          "HEAD",
          "HEADNECK",
          "HIP",
          "JAW",
          "KNEE",
          "LEG",
          "LIP",
          "MOUTH",
          "NECK",
          "NOSE",
          "PELVIS",
          "PENIS",
          "PERINEUM",
          "SCALP",
          "SCROTUM",
          "SHOULDER",
          "SKIN",
          "SKULL",
          "TEMPLE",
          "THIGH",
          "THUMB",
          "TOE",
          "TONGUE",
          "TRUNK",
          "VULVA",
          "WHOLEBODY",
          "WRIST");

  private static final Map<Code, String> MEANINGS = read();

  private Anatomy() {}

  /** Writes region, its modifiers and the body part, as far as they are known ones. */
  static void put(DataSet from, WritableDataSet to) {
    from.items(Tag.ANATOMIC_REGION).stream()
        .findFirst()
        .flatMap(Anatomy::code)
        .ifPresent(region ->
            to.item(
                Tag.ANATOMIC_REGION,
                into -> {
                  put(region, into);
                  modifiers(from.items(Tag.ANATOMIC_REGION).getFirst(), into);
                }));
    String part = from.text(Tag.BODY_PART_EXAMINED);
    if (BODY_PARTS.contains(part)) {
      to.text(Tag.BODY_PART_EXAMINED, Vr.CS, part);
    }
  }

  private static void modifiers(DataSet from, WritableDataSet to) {
    for (DataSet modifier : from.items(Tag.ANATOMIC_REGION_MODIFIER)) {
      code(modifier)
          .ifPresent(code -> to.item(Tag.ANATOMIC_REGION_MODIFIER, into -> put(code, into)));
    }
  }

  private static Optional<Code> code(DataSet item) {
    String scheme = item.text(Tag.CODING_SCHEME);
    Code code = new Code(scheme.equals(SNM3) ? "SRT" : scheme, item.text(Tag.CODE_VALUE));
    return MEANINGS.containsKey(code) ? Optional.of(code) : Optional.empty();
  }

  private static void put(Code code, WritableDataSet to) {
    to.text(Tag.CODE_VALUE, Vr.SH, code.value())
        .text(Tag.CODING_SCHEME, Vr.SH, code.scheme())
        .text(Tag.CODE_MEANING, Vr.LO, MEANINGS.getOrDefault(code, ""));
  }

  private static Map<Code, String> read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(Anatomy.class.getResourceAsStream("anatomy.tsv")),
                StandardCharsets.US_ASCII))) {
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("\t", -1))
          .collect(
              Collectors.toUnmodifiableMap(
                  fields -> new Code(fields[0], fields[1]), fields -> fields[2]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
