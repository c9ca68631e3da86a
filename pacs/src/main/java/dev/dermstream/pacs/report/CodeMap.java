package dev.dermstream.pacs.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import dev.dermstream.dicom.file.Vr;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The code of every class of every profile, as a person of the hospital confirmed them. Immutable.
 *
 * <p>A HOCON file:
 *
 * <pre>{@code
 * confirmed-by = "who signs it"
 * confirmed-on = 2026-11-22
 * scheme-uris { 99HOSPITAL = "urn:oid:1.2.3" }   # systems in FHIR; usual ones are known
 * profiles {
 *   tumour15 {
 *     0 { value = "tumour15-0", scheme = "99DERMSTREAM", meaning = "Actinic keratosis" }
 *   }
 * }
 * }</pre>
 */
public final class CodeMap {
  /** Systems of usual schemes (FHIR R4, 4.3.0). */
  private static final Map<String, String> USUAL_URIS =
      Map.of(
          Concepts.OWN_SCHEME,
          "urn:dermstream:codes",
          "DCM",
          "http://dicom.nema.org/resources/ontology/DCM",
          "SCT",
          "http://snomed.info/sct",
          "UCUM",
          "http://unitsofmeasure.org",
          "LN",
          "http://loinc.org",
          "I10",
          "http://hl7.org/fhir/sid/icd-10");

  private final Confirmation confirmation;
  private final Map<String, String> uris;
  private final Map<String, Map<Integer, Code>> profiles;
  private final List<String> problems;

  private CodeMap(CodeMapFile file) {
    this.confirmation = file.confirmation();
    this.uris = new HashMap<>(USUAL_URIS);
    this.uris.putAll(file.uris());
    this.profiles = file.profiles();
    this.problems = file.problems();
  }

  /**
   * Who confirmed the codes, and when.
   *
   * @param by empty: nobody
   * @param on as the file has it
   */
  public record Confirmation(String by, String on) {}

  /**
   * Reads a file; what is wrong with its content is told by {@link #require}.
   *
   * @throws ConfigurationException if it is no HOCON, or is not there
   */
  public static CodeMap read(Path file) {
    try {
      return of(
          ConfigFactory.parseFile(
              file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false)));
    } catch (ConfigException e) {
      throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
    }
  }

  static CodeMap of(Config config) {
    return new CodeMap(CodeMapFile.read(config.resolve()));
  }

  /** Who confirmed the codes, and when. */
  public Confirmation confirmation() {
    return confirmation;
  }

  /**
   * Refuses a map that cannot be used for these profiles: unconfirmed, a class without code, a
   * malformed code, a code that two classes of a profile have, a scheme without URI.
   *
   * @throws ConfigurationException with every problem
   */
  public void require(Collection<ProfileInfo> served) {
    List<String> all = new ArrayList<>(problems);
    if (confirmation.by().isBlank()) {
      all.add("confirmed-by is empty: a person of the hospital must confirm the codes");
    }
    for (ProfileInfo profile : served) {
      Map<Integer, Code> codes = profiles.getOrDefault(profile.getName(), Map.of());
      for (Label label : profile.getLabelSetList()) {
        if (!codes.containsKey(label.getIdCode())) {
          all.add(
              "profile %s has no code for class %d (%s)"
                  .formatted(profile.getName(), label.getIdCode(), label.getNameEnglish()));
        }
      }
    }
    new TreeMap<>(profiles).forEach((profile, codes) -> all.addAll(faults(profile, codes)));
    if (!all.isEmpty()) {
      throw new ConfigurationException(all);
    }
  }

  private List<String> faults(String profile, Map<Integer, Code> codes) {
    List<String> faults = new ArrayList<>();
    Map<String, Integer> first = new HashMap<>();
    Set<String> unknown = new TreeSet<>();
    codes.forEach((idCode, code) -> {
      String place = "profile %s, class %d: ".formatted(profile, idCode);
      if (!isWellFormed(code)) {
        faults.add(
            place
                + "value and scheme must have 1 to 16 characters, meaning 1 to 64, none of them"
                + " a backslash or a control character");
      }
      Integer other = first.putIfAbsent(code.scheme() + "\n" + code.value(), idCode);
      if (other != null) {
        faults.add(place + "has the code of class " + other);
      }
      if (!uris.containsKey(code.scheme())) {
        unknown.add(code.scheme());
      }
    });
    unknown.forEach(
        scheme -> faults.add("profile %s: scheme-uris has none for %s".formatted(profile, scheme)));
    return faults;
  }

  /** Whether a code may stand in a DICOM object (PS3.3, table 8.8-1). */
  static boolean isWellFormed(Code code) {
    return isWellFormed(code.value(), Vr.SH)
        && isWellFormed(code.scheme(), Vr.SH)
        && isWellFormed(code.meaning(), Vr.LO);
  }

  private static boolean isWellFormed(String text, Vr vr) {
    return !text.isBlank() && text.equals(text.strip()) && vr.allows(text);
  }

  /** The code of a class, if it has one. */
  public Optional<Code> code(String profile, int idCode) {
    return Optional.ofNullable(profiles.getOrDefault(profile, Map.of()).get(idCode));
  }

  /**
   * The code of a class.
   *
   * @throws UnmappedClassException if it has none
   */
  Code require(String profile, int idCode) throws UnmappedClassException {
    return code(profile, idCode).orElseThrow(() -> new UnmappedClassException(profile, idCode));
  }

  /** The system of a scheme in FHIR, where it is known. */
  Optional<String> uri(String scheme) {
    return Optional.ofNullable(uris.get(scheme));
  }
}
