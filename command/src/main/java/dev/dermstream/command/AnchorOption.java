package dev.dermstream.command;

import dev.dermstream.audit.chain.Anchor;
import dev.dermstream.audit.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where the heads of chains were noted. */
final class AnchorOption {
  @Option(
      names = "--anchors",
      paramLabel = "FILE",
      description =
          "Notes of the chains' heads. May be given several times. Default: those beside an "
              + "embedded store, which whoever can alter the store can alter as well.")
  List<Path> files = List.of();

  List<Anchor> read(StoreConfig store) throws IOException {
    List<Anchor> anchors = new ArrayList<>();
    for (Path file : files.isEmpty() ? besides(store) : files) {
      anchors.addAll(Anchor.read(file));
    }
    return anchors;
  }

  private static List<Path> besides(StoreConfig store) throws IOException {
    if (!store.isEmbedded() || !Files.isDirectory(store.directory())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(store.directory())) {
      return files.filter(file -> file.toString().endsWith(".anchors")).sorted().toList();
    }
  }
}
