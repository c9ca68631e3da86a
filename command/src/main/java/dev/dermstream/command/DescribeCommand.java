package dev.dermstream.command;

import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.trainer.chat.ChatConfig;
import dev.dermstream.trainer.chat.StopSignal;
import dev.dermstream.trainer.chat.TokenPrice;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ImageReader;
import dev.dermstream.trainer.dataset.ManifestFile;
import dev.dermstream.trainer.dataset.ReadRows;
import dev.dermstream.trainer.describe.ComposedTexts;
import dev.dermstream.trainer.describe.DescribeRun;
import dev.dermstream.trainer.describe.Described;
import dev.dermstream.trainer.describe.TextSource;
import dev.dermstream.trainer.describe.Wanted;
import dev.dermstream.trainer.describe.WrittenTexts;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dermstream dataset describe}: descriptions, questions and answers for a manifest. */
@Command(
    name = "describe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Gives every row of a manifest the descriptions and questions that it does not have "
            + "yet: written by a chat model that sees the image, or composed from a knowledge "
            + "file without any model.")
final class DescribeCommand implements Callable<Integer> {
  @Option(names = "--manifest", required = true, paramLabel = "M.jsonl", description = "The rows.")
  Path manifest = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "M2.jsonl",
      description =
          "New file. Beside it M2.jsonl.journal holds every answer of the model, from which a "
              + "run that was killed goes on, and M2.jsonl.summary.json what it took.")
  Path out = Path.of("");

  @Option(
      names = "--knowledge",
      paramLabel = "FILE",
      description =
          "JSON or HOCON. Default: the file that is shipped, which knows the classes of "
              + "tumour15 and pigmented8 and bacterial skin infections.")
  @Nullable Path knowledge;

  @Option(
      names = "--languages",
      split = ",",
      defaultValue = "en,ko",
      paramLabel = "L",
      description = "en, ko or both. Default: ${DEFAULT-VALUE}.")
  List<String> languages = List.of();

  @Option(
      names = "--questions",
      defaultValue = "3",
      paramLabel = "N",
      description =
          "For each image and language, 0 to 6: a third about the class, the others about the "
              + "image. Default: ${DEFAULT-VALUE}.")
  int questions;

  @Option(
      names = "--distractors",
      defaultValue = "3",
      paramLabel = "N",
      description = "Wrong answers for each question, 0 to 9. Default: ${DEFAULT-VALUE}.")
  int distractors;

  @ArgGroup(multiplicity = "1")
  Source source = new Source();

  /** Who writes. */
  static final class Source {
    @Option(names = "--offline", description = "Compose from the knowledge file.")
    boolean offline;

    @ArgGroup(exclusive = false)
    @Nullable Chat chat;
  }

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "S",
      description = "With --offline: of what is chosen. Default: ${DEFAULT-VALUE}.")
  long seed;

  /** A chat model. */
  static final class Chat {
    @Option(
        names = "--endpoint",
        required = true,
        paramLabel = "URL",
        description = "Of OpenAI's protocol, up to and with /v1.")
    URI endpoint = URI.create("");

    @Option(names = "--model", required = true, paramLabel = "NAME", description = "Its name.")
    String model = "";

    @Option(
        names = "--images",
        required = true,
        paramLabel = "DIR",
        description = "Folder of the images. They are sent to the endpoint, without metadata.")
    Path images = Path.of("");

    @Option(
        names = "--token-file",
        paramLabel = "FILE",
        description = "One line, sent as bearer token; printed nowhere.")
    @Nullable Path tokenFile;

    @Option(
        names = "--answers",
        defaultValue = "3",
        paramLabel = "N",
        description =
            "Of which one must be usable: one that is not is asked for again. Default: "
                + "${DEFAULT-VALUE}.")
    int answers;

    @Option(
        names = "--concurrency",
        defaultValue = "4",
        paramLabel = "N",
        description = "Requests at the same time. Default: ${DEFAULT-VALUE}.")
    int concurrency;

    @Option(
        names = "--attempts",
        defaultValue = "6",
        paramLabel = "N",
        description =
            "At a request that meets status 429, 5xx, silence or a broken connection. "
                + "Default: ${DEFAULT-VALUE}.")
    int attempts;

    @Option(
        names = "--pause",
        defaultValue = "1000",
        paramLabel = "MS",
        description =
            "Before the second attempt, then twice as long each time, up to a minute; or as "
                + "long as Retry-After says. Default: ${DEFAULT-VALUE}.")
    long pauseMillis;

    @Option(
        names = "--timeout",
        defaultValue = "120",
        paramLabel = "SECONDS",
        description = "For each attempt. Default: ${DEFAULT-VALUE}.")
    long timeoutSeconds;

    @Option(
        names = "--requests-per-minute",
        defaultValue = "0",
        paramLabel = "N",
        description = "0: no bound. Default: ${DEFAULT-VALUE}.")
    int requestsPerMinute;

    @Option(
        names = "--tokens-per-minute",
        defaultValue = "0",
        paramLabel = "N",
        description = "In and out; 0: no bound. Default: ${DEFAULT-VALUE}.")
    int tokensPerMinute;

    @Option(
        names = "--most-tokens",
        defaultValue = "1500",
        paramLabel = "N",
        description = "Of one answer. Default: ${DEFAULT-VALUE}.")
    int mostTokens;

    @Option(
        names = "--temperature",
        defaultValue = "0.7",
        paramLabel = "T",
        description = "Of sampling, 0 to 2. Default: ${DEFAULT-VALUE}.")
    double temperature;

    @Option(
        names = "--longest-side",
        defaultValue = "1024",
        paramLabel = "PIXELS",
        description = "Of the images sent, 64 to 4096. Default: ${DEFAULT-VALUE}.")
    int longestSide;

    @Option(
        names = "--price-in",
        defaultValue = "0",
        paramLabel = "P",
        description = "Of a million tokens of prompts.")
    BigDecimal priceIn = BigDecimal.ZERO;

    @Option(
        names = "--price-out",
        defaultValue = "0",
        paramLabel = "P",
        description = "Of a million tokens of answers.")
    BigDecimal priceOut = BigDecimal.ZERO;

    @Option(
        names = "--most-cost",
        paramLabel = "C",
        description =
            "Stop there; the answers are kept, and the same command with more goes on. "
                + "Requests under way are still paid.")
    @Nullable BigDecimal mostCost;

    ChatConfig config() throws IOException {
      return new ChatConfig(
          endpoint,
          model,
          tokenFile == null ? Optional.empty() : Optional.of(token(tokenFile)),
          Duration.ofSeconds(timeoutSeconds),
          attempts,
          Duration.ofMillis(pauseMillis),
          concurrency,
          requestsPerMinute,
          tokensPerMinute,
          mostTokens,
          temperature);
    }

    private static String token(Path file) throws IOException {
      String token = Files.readString(file).strip();
      if (!token.matches("[\\x21-\\x7E]+")) {
        throw new IllegalArgumentException(file + " is not one line of printable letters");
      }
      return token;
    }

    Optional<BigDecimal> limit() {
      if (mostCost != null && priceIn.signum() + priceOut.signum() <= 0) {
        throw new IllegalArgumentException("most-cost: needs --price-in or --price-out");
      }
      return Optional.ofNullable(mostCost);
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (Files.exists(out)) {
      throw new DatasetException(out + " is there already");
    }
    List<TextLanguage> tags = languages.stream().map(TextLanguage::of).distinct().toList();
    Wanted wanted = new Wanted(true, questions, distractors);
    Knowledge known = knowledge == null ? Knowledge.shipped() : Knowledge.read(knowledge);
    ReadRows rows = ManifestFile.read(manifest);
    rows.bad().forEach(System.out::println);
    if (rows.good().isEmpty()) {
      throw new DatasetException(manifest + ": no row can be used, nothing is written");
    }
    StopSignal stop = new StopSignal();
    Described described =
        source.chat == null
            ? run(known, new ComposedTexts(known, rows.rows(), seed), tags, wanted, 1, rows, stop)
            : byModel(source.chat, known, tags, wanted, rows, stop);
    described.missing().forEach(System.out::println);
    ManifestFile.write(out, described.rows());
    System.out.printf(
        "%s: %d rows, %d descriptions and %d questions written, %d rows or languages without%n",
        out,
        described.rows().size(),
        described.descriptions(),
        described.questions(),
        described.missing().size());
    return rows.bad().isEmpty() && described.missing().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE;
  }

  private Described byModel(
      Chat chat,
      Knowledge known,
      List<TextLanguage> tags,
      Wanted wanted,
      ReadRows rows,
      StopSignal stop)
      throws IOException, InterruptedException {
    ChatConfig config = chat.config();
    Path journal = Path.of(out + ".journal");
    try (ImageDecoder decoder =
            ImageDecoder.open(NodeConfig.from(Configuration.load(null)).image());
        WrittenTexts texts =
            new WrittenTexts(
                config,
                known,
                journal,
                new TokenPrice(chat.priceIn, chat.priceOut),
                chat.limit(),
                new ImageReader(chat.images),
                new ChatPictures(decoder, chat.longestSide),
                chat.answers,
                stop)) {
      try {
        return run(known, texts, tags, wanted, config.concurrency(), rows, stop);
      } catch (IOException e) {
        throw new DatasetException(
            "%s; %s is not written, the answers are kept in %s: the same command goes on"
                .formatted(e.getMessage(), out, journal),
            e);
      } finally {
        System.out.println(texts.figures());
        Files.writeString(Path.of(out + ".summary.json"), texts.figures().json());
      }
    }
  }

  private static Described run(
      Knowledge known,
      TextSource texts,
      List<TextLanguage> tags,
      Wanted wanted,
      int concurrency,
      ReadRows rows,
      StopSignal stop)
      throws IOException, InterruptedException {
    try (ProgressLine progress = new ProgressLine("Texts", rows.good().size() * tags.size())) {
      return new DescribeRun(
              known, texts, tags, wanted, concurrency, stop, () -> progress.step(() -> {}))
          .run(rows.good());
    }
  }
}
