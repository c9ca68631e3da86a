package dev.dermstream.command;

import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.trainer.dataset.AiHubImporter;
import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.CheckedImages;
import dev.dermstream.trainer.dataset.ClassNames;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.DatasetImporter;
import dev.dermstream.trainer.dataset.GroupBy;
import dev.dermstream.trainer.dataset.HamImporter;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.PmcImporter;
import dev.dermstream.trainer.dataset.QuestionImporter;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.dataset.SeenPictures;
import dev.dermstream.trainer.dataset.SplitProof;
import dev.dermstream.trainer.dataset.SplitRequest;
import dev.dermstream.trainer.dataset.SplitWriter;
import dev.dermstream.trainer.dataset.StratifiedGroups;
import dev.dermstream.trainer.duplicates.DuplicateReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dermstream dataset}: brings data sets into one form, checks, splits and draws them. */
@Command(
    name = "dataset",
    mixinStandardHelpOptions = true,
    description = {
      "Imports, checks, splits, describes and draws data sets.",
      "Rows that cannot be used are listed with file, line and reason, the others go on, and "
          + "the command ends with status 1."
    },
    subcommands = {
      DatasetCommand.Import.class,
      DatasetCommand.Check.class,
      DatasetCommand.Split.class,
      DescribeCommand.class,
      DuplicatesCommand.class,
      DrawCommand.class
    })
final class DatasetCommand {
  /** Forms of others. */
  enum Source {
    AIHUB {
      @Override
      DatasetImporter importer(Optional<ClassNames> classes, String modality) {
        return new AiHubImporter(classes, modality);
      }
    },
    HAM {
      @Override
      DatasetImporter importer(Optional<ClassNames> classes, String modality) {
        return new HamImporter(classes, modality);
      }
    },
    PMC {
      @Override
      DatasetImporter importer(Optional<ClassNames> classes, String modality) {
        return new PmcImporter(classes, modality);
      }
    },
    QA {
      @Override
      DatasetImporter importer(Optional<ClassNames> classes, String modality) {
        return new QuestionImporter(classes, modality);
      }
    };

    abstract DatasetImporter importer(Optional<ClassNames> classes, String modality);
  }

  @Command(
      name = "import",
      mixinStandardHelpOptions = true,
      description =
          "Reads a data set in a form of others, decodes every image once, and writes a "
              + "manifest: one JSON object a line with identifier, image (path inside DIR), "
              + "class, and what else is known.")
  static final class Import implements Callable<Integer> {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "FORM",
        description = {
          "aihub: .json files with annotations[] (identifier, diagnosis_info, photograph);",
          "ham: one .csv table with image_id, dx, lesion_id or the like, and folders of images;",
          "pmc: one .jsonl or .csv file with figure, caption, pmcid, labels, and folders of images;",
          "qa: .json arrays or .jsonl files of image, question, answer, and folders of images."
        })
    Source source = Source.AIHUB;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The data set.")
    Path data = Path.of("");

    @Option(
        names = "--labels",
        paramLabel = "FILE",
        description =
            "JSON with labels[] (name_en, name_ko), for example profile.json of a release: "
                + "rows of any other class are left out, and classes are written by their "
                + "English name.")
    @Nullable Path labels;

    @Option(
        names = "--modality",
        paramLabel = "NAME",
        description = "Of images that do not say, for example dermoscopic.")
    String modality = "";

    @Option(
        names = "--out",
        required = true,
        paramLabel = "MANIFEST.jsonl",
        description = "New file.")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      requireNew(out);
      Optional<ClassNames> classes =
          labels == null ? Optional.empty() : Optional.of(ClassNames.read(labels));
      ReadRows rows =
          withWholeImages(source.importer(classes, modality).read(data), data, new SeenPictures());
      list(rows.bad());
      rows.notes().forEach(System.out::println);
      if (rows.good().isEmpty()) {
        throw new DatasetException(data + ": no row can be used, nothing is written");
      }
      ManifestFile.write(out, rows.rows());
      System.out.printf("%s: %s%n", out, counted(rows));
      return status(rows);
    }
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Reads manifests and lists what is wrong with them.",
        "Several are taken for the sides of a split, which must have no image in common, and "
            + "no group if --group is given. With --text-similarity, or --model and --images, "
            + "near-duplicates on two sides are leaks too."
      })
  static final class Check implements Callable<Integer> {
    @Option(
        names = "--manifest",
        required = true,
        paramLabel = "M.jsonl",
        description = "A manifest; may be given several times.")
    List<Path> manifests = List.of();

    @Option(
        names = "--images",
        paramLabel = "DIR",
        description = "Folder of the images: each is decoded once.")
    @Nullable Path images;

    @Option(
        names = "--group",
        paramLabel = "GROUP",
        description = "patient, paper or image: what every row must name, and no two sides share.")
    @Nullable GroupBy group;

    @Mixin DuplicateSearch duplicates = new DuplicateSearch();

    @Override
    public Integer call() throws IOException {
      SequencedMap<String, List<ManifestRow>> sides = new LinkedHashMap<>();
      SequencedMap<String, ReadRows> usable = new LinkedHashMap<>();
      SeenPictures seen = new SeenPictures();
      int status = 0;
      for (Path manifest : manifests) {
        ReadRows read = ManifestFile.read(manifest);
        ReadRows rows = images == null ? read : withWholeImages(read, images, seen);
        list(rows.bad());
        System.out.printf("%s: %s%n", manifest, counted(rows));
        status = Math.max(status, status(rows));
        usable.put(manifest.toString(), rows);
        // What is wrong with a row's image does not take it off its side.
        if (sides.put(manifest.toString(), read.rows()) != null) {
          throw new DatasetException(manifest + " is given twice");
        }
      }
      if (sides.size() > 1 || group != null) {
        System.out.println(SplitProof.of(sides, group == null ? GroupBy.IMAGE : group));
      }
      return duplicates.isWanted() ? Math.max(status, nearDuplicates(usable)) : status;
    }

    private int nearDuplicates(SequencedMap<String, ReadRows> sides) throws IOException {
      List<BadRow> bad = new ArrayList<>();
      DuplicateReport report = duplicates.run(sides, duplicates.model == null ? null : images, bad);
      list(bad);
      DuplicatesCommand.print(report);
      System.out.printf(
          "Near-duplicates: %d leaks, %d within a side%n",
          report.leaks().size(), report.findings().size() - report.leaks().size());
      return bad.isEmpty() && report.leaks().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
    }
  }

  @Command(
      name = "split",
      mixinStandardHelpOptions = true,
      description =
          "Deals the rows of a manifest to sides with equal shares of every class, without a "
              + "group on two sides, and proves it on the files written: train.jsonl, "
              + "validation.jsonl if there are three, test.jsonl, split.json.")
  static final class Split implements Callable<Integer> {
    private static final String LINE = "%-12s%8s%8s%9s%n";

    @Option(
        names = "--manifest",
        required = true,
        paramLabel = "M.jsonl",
        description = "The rows; those that cannot be used are listed and left out.")
    Path manifest = Path.of("");

    @Option(
        names = "--group",
        required = true,
        paramLabel = "GROUP",
        description =
            "patient or paper: what is never on two sides. Every row must name its own. "
                + "image: images have nothing in common, for example because they are drawn.")
    GroupBy group = GroupBy.PATIENT;

    @Option(
        names = "--shares",
        split = ",",
        defaultValue = "0.8,0.1,0.1",
        paramLabel = "S",
        description = "Of train, validation and test, or of train and test (${DEFAULT-VALUE}).")
    List<Double> shares = List.of();

    @Option(
        names = "--seed",
        description = "Another seed is another split. Default: ${DEFAULT-VALUE}.")
    long seed = 1;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "New folder.")
    Path out = Path.of("");

    @Override
    public Integer call() throws IOException {
      requireNew(out);
      SplitRequest request = new SplitRequest(group, shares, seed);
      ReadRows rows = ManifestFile.read(manifest);
      list(rows.bad());
      Map<String, List<ManifestRow>> sides = StratifiedGroups.split(rows.rows(), request);
      SplitProof proof = SplitWriter.write(out, sides, request);
      System.out.print(table(sides));
      System.out.println(proof);
      return status(rows);
    }

    private String table(Map<String, List<ManifestRow>> sides) {
      StringBuilder table =
          new StringBuilder(LINE.formatted("SIDE", "IMAGES", "GROUPS", "CLASSES"));
      sides.forEach((name, rows) ->
          table.append(
              LINE.formatted(
                  name,
                  rows.size(),
                  rows.stream().map(group::of).distinct().count(),
                  rows.stream().map(ManifestRow::className).distinct().count())));
      return table.toString();
    }
  }

  private static void requireNew(Path out) throws DatasetException {
    if (Files.exists(out)) {
      throw new DatasetException(out + " is there already");
    }
  }

  /** By the decoders that serve, with their defaults. */
  private static ReadRows withWholeImages(ReadRows rows, Path folder, SeenPictures seen)
      throws IOException {
    try (ImageDecoder decoder =
            ImageDecoder.open(NodeConfig.from(Configuration.load(null)).image());
        ProgressLine progress = new ProgressLine("Images", rows.good().size())) {
      return new CheckedImages(
              folder, bytes -> problem(decoder.decode(bytes)), () -> progress.step(() -> {}))
          .check(rows, seen);
    }
  }

  private static Optional<String> problem(DecodeOutcome outcome) {
    return switch (outcome) {
      case DecodeOutcome.Decoded decoded -> {
        decoded.close();
        yield Optional.empty();
      }
      case DecodeOutcome.Refused refused -> Optional.of(refused.code() + ": " + refused.sentence());
    };
  }

  private static void list(List<BadRow> bad) {
    bad.forEach(System.out::println);
  }

  private static String counted(ReadRows rows) {
    long classes = rows.rows().stream().map(ManifestRow::className).distinct().count();
    return "%d rows of %d classes, %d left out"
        .formatted(rows.good().size(), classes, rows.bad().size());
  }

  private static int status(ReadRows rows) {
    return rows.bad().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
  }
}
