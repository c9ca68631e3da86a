package dev.dermstream.contract;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/** Writes files of the contract as lines: everything that a peer built yesterday relies on. */
final class WireContract {
  private final SortedSet<String> lines = new TreeSet<>();

  private WireContract() {}

  /** One line for each field, enum value and method. */
  static SortedSet<String> lines(FileDescriptor... files) {
    WireContract contract = new WireContract();
    for (FileDescriptor file : files) {
      file.getMessageTypes().forEach(contract::add);
      file.getEnumTypes().forEach(contract::add);
      file.getServices().forEach(contract::add);
    }
    return contract.lines;
  }

  private void add(Descriptor message) {
    for (FieldDescriptor field : message.getFields()) {
      lines.add("field %s = %d %s".formatted(field.getFullName(), field.getNumber(), type(field)));
    }
    message.getNestedTypes().forEach(this::add);
    message.getEnumTypes().forEach(this::add);
  }

  private void add(EnumDescriptor type) {
    for (EnumValueDescriptor value : type.getValues()) {
      lines.add(
          "value %s.%s = %d".formatted(type.getFullName(), value.getName(), value.getNumber()));
    }
  }

  private void add(ServiceDescriptor service) {
    for (MethodDescriptor method : service.getMethods()) {
      lines.add(
          "rpc %s/%s (%s%s) returns (%s%s)"
              .formatted(
                  service.getFullName(),
                  method.getName(),
                  method.isClientStreaming() ? "stream " : "",
                  method.getInputType().getFullName(),
                  method.isServerStreaming() ? "stream " : "",
                  method.getOutputType().getFullName()));
    }
  }

  private static String type(FieldDescriptor field) {
    StringBuilder type = new StringBuilder();
    if (field.isRepeated()) {
      type.append("repeated ");
    }
    if (field.hasPresence() && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      type.append("optional ");
    }
    type.append(
        switch (field.getJavaType()) {
          case MESSAGE -> field.getMessageType().getFullName();
          case ENUM -> field.getEnumType().getFullName();
          default -> field.getType().name().toLowerCase(Locale.ROOT);
        });
    OneofDescriptor oneof = field.getRealContainingOneof();
    return oneof == null ? type.toString() : type + " of oneof " + oneof.getName();
  }
}
