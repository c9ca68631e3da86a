package dev.dermstream.trainer.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.csv.CSVRecord;

/**
 * The columns of a table in the form of HAM10000 and ISIC, by their names: {@code image_id} or
 * {@code isic_id} or {@code image_name} or {@code image}; {@code dx} or {@code diagnosis}; where
 * known {@code patient_id}, or else {@code lesion_id}; {@code image_type}. HAM10000's seven codes
 * of diagnoses are written out (Tschandl et al., Scientific Data 2018, "The HAM10000 dataset").
 */
final class HamColumns {
  private static final List<String> IDENTIFIER =
      List.of("image_id", "isic_id", "image_name", "image");
  private static final List<String> DIAGNOSIS = List.of("dx", "diagnosis");
  private static final List<String> PATIENT = List.of("patient_id", "lesion_id");
  private static final Map<String, String> CODES =
      Map.of(
          "akiec", "Actinic Keratosis and Bowen's Disease",
          "bcc", "Basal Cell Carcinoma",
          "bkl", "Benign Keratosis",
          "df", "Dermatofibroma",
          "mel", "Malignant Melanoma",
          "nv", "Melanocytic Nevus",
          "vasc", "Vascular Lesion");

  private final int identifier;
  private final int diagnosis;
  private final Optional<String> patientColumn;
  private final Map<String, Integer> columns;

  /**
   * Finds the columns.
   *
   * @throws DatasetException if one that is needed is not there, or one is there twice
   */
  HamColumns(Path table, CSVRecord header) throws DatasetException {
    columns = CsvRecords.columns(table, header);
    identifier = needed(table, IDENTIFIER);
    diagnosis = needed(table, DIAGNOSIS);
    patientColumn = PATIENT.stream().filter(columns::containsKey).findFirst();
  }

  private int needed(Path table, List<String> names) throws DatasetException {
    for (String name : names) {
      Integer column = columns.get(name);
      if (column != null) {
        return column;
      }
    }
    throw new DatasetException(table + ": the header has no column " + String.join(" or ", names));
  }

  /** What stands for the patient. */
  String patientNote() {
    return patientColumn
        .map(name ->
            name.equals("lesion_id")
                ? "The table names no patients: lesion_id stands for them, so two lesions of"
                    + " one patient may be told apart."
                : "Patients are from " + name + ".")
        .orElse("The table names neither patients nor lesions.");
  }

  /**
   * The row of a record.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about it
   */
  ManifestRow row(CSVRecord row, ImageFolder images, String modality) {
    String name = row.get(identifier).strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("needs an identifier of the image");
    }
    String written = row.get(diagnosis).strip();
    if (written.isEmpty()) {
      throw new IllegalArgumentException("needs a diagnosis");
    }
    String type = value(row, "image_type");
    return new ManifestRow(
        name,
        images.named(name),
        CODES.getOrDefault(written.toLowerCase(Locale.ROOT), written),
        patientColumn.map(column -> value(row, column)).orElse(""),
        "",
        type.isEmpty() ? modality : type,
        "",
        List.of(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }

  private String value(CSVRecord row, String column) {
    Integer at = columns.get(column);
    return at == null ? "" : row.get(at).strip();
  }
}
