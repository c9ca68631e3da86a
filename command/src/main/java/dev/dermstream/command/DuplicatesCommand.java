package dev.dermstream.command;

import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.duplicates.DuplicateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dermstream dataset duplicates}: texts and images that are nearly the same. */
@Command(
    name = "duplicates",
    mixinStandardHelpOptions = true,
    description = {
      "Finds texts and images that are nearly the same and writes the pairs, one JSON object "
          + "a line.",
      "Several manifests are taken for the sides of a split: pairs across them are leaks, and "
          + "the command ends with status 1."
    })
final class DuplicatesCommand implements Callable<Integer> {
  private static final int MOST_SHOWN = 20;

  @Option(
      names = "--manifest",
      required = true,
      paramLabel = "M.jsonl",
      description = "A manifest; may be given several times.")
  List<Path> manifests = List.of();

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Folder of the images, to compare them too.")
  @Nullable Path images;

  @Mixin DuplicateSearch search = new DuplicateSearch();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "REPORT.jsonl",
      description = "New file: leaks first, the most similar first.")
  Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (Files.exists(out)) {
      throw new DatasetException(out + " is there already");
    }
    SequencedMap<String, ReadRows> sides = new LinkedHashMap<>();
    List<BadRow> bad = new ArrayList<>();
    for (Path manifest : manifests) {
      ReadRows rows = ManifestFile.read(manifest);
      bad.addAll(rows.bad());
      if (sides.put(manifest.toString(), rows) != null) {
        throw new DatasetException(manifest + " is given twice");
      }
    }
    DuplicateReport report = search.run(sides, images, bad);
    bad.forEach(System.out::println);
    report.write(out);
    print(report);
    System.out.printf(
        "%s: %d leaks, %d duplicates within a side%n",
        out, report.leaks().size(), report.findings().size() - report.leaks().size());
    return bad.isEmpty() && report.leaks().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
  }

  /** The first few leaks. */
  static void print(DuplicateReport report) {
    report.leaks().stream().limit(MOST_SHOWN).forEach(System.out::println);
    if (report.leaks().size() > MOST_SHOWN) {
      System.out.printf("and %d more leaks%n", report.leaks().size() - MOST_SHOWN);
    }
  }
}
