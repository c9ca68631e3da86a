package dev.dermstream.gateway.server;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The proto files behind a set of services, by file name and by the symbols they define. */
final class DescriptorIndex {
  private final Map<String, FileDescriptor> byName = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> bySymbol = new LinkedHashMap<>();

  DescriptorIndex(Collection<ServiceDescriptor> services) {
    services.forEach(service -> withDependencies(service.getFile()).forEach(this::add));
  }

  Optional<FileDescriptor> file(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * @param symbol full name of a service, method, message or enum
   */
  Optional<FileDescriptor> defining(String symbol) {
    return Optional.ofNullable(bySymbol.get(symbol));
  }

  /** The file first, then all that it needs. */
  static Set<FileDescriptor> withDependencies(FileDescriptor file) {
    Set<FileDescriptor> files = new LinkedHashSet<>();
    collect(file, files);
    return files;
  }

  private static void collect(FileDescriptor file, Set<FileDescriptor> files) {
    if (files.add(file)) {
      file.getDependencies().forEach(dependency -> collect(dependency, files));
    }
  }

  private void add(FileDescriptor file) {
    byName.put(file.getName(), file);
    file.getMessageTypes().forEach(message -> addMessage(message, file));
    file.getEnumTypes().forEach(type -> bySymbol.put(type.getFullName(), file));
    for (ServiceDescriptor service : file.getServices()) {
      bySymbol.put(service.getFullName(), file);
      service.getMethods().forEach(method -> bySymbol.put(method.getFullName(), file));
    }
  }

  private void addMessage(Descriptor message, FileDescriptor file) {
    bySymbol.put(message.getFullName(), file);
    message.getNestedTypes().forEach(nested -> addMessage(nested, file));
    message.getEnumTypes().forEach(type -> bySymbol.put(type.getFullName(), file));
  }
}
