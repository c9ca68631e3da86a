package dev.dermstream.platform.release;

import com.google.gson.annotations.SerializedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and checks {@code fields} of {@code profile.json}. */
final class RecordFields {
  private RecordFields() {}

  /** One element of {@code fields} as written. */
  record FieldJson(
      @Nullable String name,
      @SerializedName("values_en") @Nullable List<@Nullable String> english,
      @SerializedName("values_ko") @Nullable List<@Nullable String> korean,
      @SerializedName("names_label") @Nullable Boolean namesLabel) {}

  /** The fields of a record; none, with a problem noted, where the file has them wrong. */
  static List<RecordField> of(
      OutputForm form, @Nullable List<FieldJson> json, List<String> problems) {
    if (form != OutputForm.JSON_RECORD) {
      if (json != null) {
        problems.add("fields belong to the output_form JSON_RECORD alone");
      }
      return List.of();
    }
    if (json == null || json.isEmpty()) {
      problems.add("fields is missing or empty; a JSON_RECORD needs at least one");
      return List.of();
    }
    List<RecordField> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (FieldJson field : json) {
      String name = field.name();
      if (name == null || name.isBlank()) {
        problems.add("every field needs a name");
      } else if (!names.add(name)) {
        problems.add("two fields have the name " + name);
      } else {
        fields.add(field(name, field, problems));
      }
    }
    if (fields.stream().filter(RecordField::namesLabel).count() > 1) {
      problems.add("only one field may have names_label");
    }
    return fields;
  }

  private static RecordField field(String name, FieldJson json, List<String> problems) {
    List<String> english = values(name, "values_en", json.english(), problems);
    List<String> korean = values(name, "values_ko", json.korean(), problems);
    boolean namesLabel = Boolean.TRUE.equals(json.namesLabel());
    if (english.size() != korean.size()) {
      problems.add("field %s needs as many values_ko as values_en".formatted(name));
    }
    if (namesLabel && !english.isEmpty()) {
      problems.add("field %s has names_label and hence no values of its own".formatted(name));
    }
    return new RecordField(name, english, korean, namesLabel);
  }

  private static List<String> values(
      String name, String key, @Nullable List<@Nullable String> json, List<String> problems) {
    List<String> values = new ArrayList<>();
    if (json != null) {
      for (String value : json) {
        if (value == null || value.isBlank() || values.contains(value)) {
          problems.add("field %s: %s must differ and not be blank".formatted(name, key));
        } else {
          values.add(value);
        }
      }
    }
    return values;
  }
}
