package dev.dermstream.platform.release;

import java.util.List;

/**
 * One field of a {@link OutputForm#JSON_RECORD}.
 *
 * @param name its key in the object
 * @param english the values it may have in an English answer; empty for free text
 * @param korean the same in a Korean answer, as many
 * @param namesLabel whether its value is the name of a class; then the label set is its closed set
 */
public record RecordField(
    String name, List<String> english, List<String> korean, boolean namesLabel) {
  public RecordField {
    english = List.copyOf(english);
    korean = List.copyOf(korean);
  }
}
