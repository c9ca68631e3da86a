package dev.dermstream.batch.output;

import com.google.gson.stream.JsonWriter;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MessageOrBuilder;
import java.io.IOException;
import java.util.List;

/**
 * Writes messages as JSON under the names that the contract has. Lists, numbers and flags are
 * always there; texts, enums and messages where they are set. Unlike protobuf's own form, whole
 * numbers of 64 bits are numbers, and an enum's constant is without the name of its type.
 */
final class MessageJson {
  private static final String NOT_SET = "UNSPECIFIED";

  private MessageJson() {}

  /** An object with all fields in the order of the contract. */
  static void object(JsonWriter json, MessageOrBuilder message) throws IOException {
    json.beginObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      field(json, field.getName(), message, field);
    }
    json.endObject();
  }

  /** One field of an object that is begun. */
  static void field(JsonWriter json, String name, MessageOrBuilder message, FieldDescriptor field)
      throws IOException {
    if (field.isRepeated()) {
      json.name(name).beginArray();
      for (Object element : (List<?>) message.getField(field)) {
        value(json, element);
      }
      json.endArray();
    } else if (field.hasPresence() ? message.hasField(field) : isSaid(message.getField(field))) {
      json.name(name);
      value(json, message.getField(field));
    }
  }

  private static boolean isSaid(Object value) {
    return switch (value) {
      case String text -> !text.isEmpty();
      case EnumValueDescriptor constant -> constant.getNumber() != 0;
      default -> true;
    };
  }

  private static void value(JsonWriter json, Object value) throws IOException {
    switch (value) {
      case MessageOrBuilder message -> object(json, message);
      case EnumValueDescriptor constant -> json.value(name(constant));
      case Boolean flag -> json.value(flag);
      case Double number when !Double.isFinite(number) -> json.nullValue();
      case Number number -> json.value(number);
      default -> json.value(String.valueOf(value));
    }
  }

  /** {@code LARGE_SET} for {@code ABSTENTION_REASON_LARGE_SET}. */
  static String name(EnumValueDescriptor constant) {
    String unset = constant.getType().getValues().getFirst().getName();
    String name = constant.getName();
    String prefix = unset.substring(0, unset.length() - NOT_SET.length());
    return unset.endsWith(NOT_SET) && name.startsWith(prefix)
        ? name.substring(prefix.length())
        : name;
  }
}
