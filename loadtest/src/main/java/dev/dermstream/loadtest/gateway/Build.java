package dev.dermstream.loadtest.gateway;

import dev.dermstream.loadtest.process.Commands;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A build of the gateway.
 *
 * @param suffix of its names
 * @param libraries folder of its jars; empty for this build
 */
record Build(String suffix, Optional<Path> libraries) {
  static final Build THIS = new Build("", Optional.empty());

  /** Those that are compared. */
  static List<Build> of(Options options) {
    return Stream.concat(
            options.beside().stream().map(folder -> new Build("-beside", Optional.of(folder))),
            Stream.of(THIS))
        .toList();
  }

  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>(Commands.environment());
    libraries.ifPresent(folder -> variables.put("CLASSPATH", folder + "/*"));
    return variables;
  }

  /** The modes of the audit that are measured; another build is compared without. */
  List<String> audits() {
    return libraries.isEmpty() ? List.of("off", "durable") : List.of("off");
  }

  /** As a table calls a gateway of this build. */
  String called(String gateway) {
    return libraries.isEmpty() ? gateway : gateway + " of the other build";
  }
}
