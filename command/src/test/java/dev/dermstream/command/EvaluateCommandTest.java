package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code dermstream evaluate} as a user calls it, against figures of independent programs. */
class EvaluateCommandTest {
  private static final Path GOLDEN =
      Repository.root().resolve("trainer/src/test/resources/golden/metrics");

  @TempDir Path folder;

  @BeforeAll
  static void knowTheCheckout() {
    System.setProperty("dermstream.home", Repository.root().toString());
    ConfigFactory.invalidateCaches();
  }

  @Test
  void predictionsAreJudged() throws IOException {
    assertThat(
            run(
                "--predictions",
                GOLDEN.resolve("metrics8.safetensors").toString(),
                "--out",
                out().toString()))
        .isEmpty();

    assertThat(names(out())).containsExactly("figures", "metrics.json", "per-class.csv");
    assertThat(names(out().resolve("figures")))
        .containsExactly(
            "confusion-matrix.png",
            "confusion-matrix.svg",
            "per-class.png",
            "per-class.svg",
            "precision-recall-curves.png",
            "precision-recall-curves.svg",
            "reliability.png",
            "reliability.svg",
            "roc-curves.png",
            "roc-curves.svg");
    JsonObject metrics = json(out().resolve("metrics.json"));
    JsonObject golden = json(GOLDEN.resolve("metrics8.json"));
    for (String name : List.of("accuracy", "roc_auc_macro", "log_loss")) {
      assertThat(Math.abs(metrics.get(name).getAsDouble() - golden.get(name).getAsDouble()))
          .as(name)
          .isLessThan(1e-6);
    }
    assertThat(metrics.get("confusion_matrix")).isEqualTo(golden.get("confusion_matrix"));
  }

  @Test
  void textsAreJudgedIntoAnEmptyFolder() throws IOException {
    Path texts = folder.resolve("t.jsonl");
    Files.writeString(
        texts,
        "{\"reference\":\"a brown plaque on skin\",\"candidate\":\"a brown plaque on skin\"}");
    Files.createDirectory(out());

    assertThat(run("--texts", texts.toString(), "--out", out().toString(), "--replicates", "100"))
        .isEmpty();

    assertThat(names(out())).containsExactly("metrics.json", "per-text.csv");
    JsonObject metrics = json(out().resolve("metrics.json"));
    assertThat(metrics.get("corpus_bleu").getAsDouble()).isGreaterThan(99.9);
    assertThat(metrics.get("bertscore_f1").getAsDouble()).isCloseTo(1, within(1e-5));
    JsonObject encoder = metrics.getAsJsonObject("bertscore").getAsJsonObject("encoder");
    assertThat(encoder.get("name").getAsString()).startsWith("text decoder of demonstration-");
    assertThat(encoder.get("sha256").getAsString()).matches("[0-9a-f]{64}");
  }

  /** What an encoder that has learnt any of the language must tell apart. */
  @Test
  void theDefaultEncoderIsNearerToTheSameThanToAnother() throws IOException {
    Path texts = folder.resolve("t.jsonl");
    Files.writeString(
        texts,
        """
        {"reference":"a brown plaque","candidate":"a brown patch","identifier":"near, \\"by\\""}
        {"reference":"a brown plaque","candidate":"hair crosses the smooth surface"}
        {"reference":"a smooth red papule","candidate":""}
        """);

    assertThat(run("--texts", texts.toString(), "--out", out().toString(), "--idf")).isEmpty();

    List<String> table = Files.readAllLines(out().resolve("per-text.csv"));
    int column = List.of(table.getFirst().split(",", -1)).indexOf("bertscore_f1");
    assertThat(table.get(1)).startsWith("1,\"near, \"\"by\"\"\",");
    double near = Double.parseDouble(table.get(1).split(",", -1)[column + 1]);
    double far = Double.parseDouble(table.get(2).split(",", -1)[column]);
    assertThat(near).isGreaterThan(far);
    assertThat(Double.parseDouble(table.get(3).split(",", -1)[column])).isZero();
  }

  /** brown [2, 3] and plaque [3, 3] have the cosine 15 / sqrt(13 * 18); a finds itself. */
  @Test
  void anyEncoderCanBeGivenAndABaselineTakenOff() throws IOException {
    Path encoder = Files.createDirectory(folder.resolve("encoder"));
    TinyTextEncoder.write(encoder);
    Path texts = folder.resolve("t.jsonl");
    Files.writeString(
        texts,
        """
        {"reference":"a brown","candidate":"a plaque","distractors":["a"]}
        {"reference":"a brown","candidate":"a brown","distractors":["a brown"]}
        """);
    String out = out().toString();

    assertThat(run("--texts", texts.toString(), "--encoder", encoder.toString(), "--out", out))
        .isEmpty();

    double expected = (1 + 15 / Math.sqrt(13 * 18)) / 2;
    JsonObject metrics = json(out().resolve("metrics.json"));
    assertThat(metrics.get("bertscore_f1").getAsDouble())
        .isCloseTo((expected + 1) / 2, within(1e-6));
    assertThat(metrics.get("semantic_matching_accuracy").getAsDouble()).isEqualTo(0.5);
    assertThat(metrics.getAsJsonObject("semantic_matching").get("tied").getAsInt()).isOne();
    JsonObject named = metrics.getAsJsonObject("bertscore").getAsJsonObject("encoder");
    assertThat(named.get("name").getAsString()).isEqualTo("encoder");
    Path baseline = Files.writeString(folder.resolve("b.tsv"), "LAYER,P,R,F\n1,0.5,0.5,0.5\n");
    assertThat(
            run(
                "--texts",
                texts.toString(),
                "--encoder",
                encoder.toString(),
                "--baseline",
                baseline.toString(),
                "--out",
                folder.resolve("rescaled").toString()))
        .isEmpty();
    assertThat(json(folder.resolve("rescaled/metrics.json")).get("bertscore_f1").getAsDouble())
        .isCloseTo(((expected + 1) / 2 - 0.5) / 0.5, within(1e-6));
    assertThat(
            run(
                "--texts",
                texts.toString(),
                "--encoder",
                folder.resolve("gone").toString(),
                "--out",
                folder.resolve("no").toString()))
        .contains("gone: is no text encoder");
    assertThat(
            run(
                "--texts",
                texts.toString(),
                "--no-encoder",
                "--idf",
                "--out",
                folder.resolve("no").toString()))
        .contains("--no-encoder leaves nothing");
  }

  @Test
  void bothAreJudgedUnderTheirKeysAndClassesHaveNames() throws IOException {
    Path names =
        Files.writeString(
            folder.resolve("classes.json"), "[\"a, b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]");
    Path texts =
        Files.writeString(folder.resolve("t.jsonl"), "{\"reference\":\"a\",\"candidate\":\"a\"}");
    String golden = GOLDEN.resolve("metrics8.safetensors").toString();

    assertThat(
            run(
                "--predictions",
                golden,
                "--texts",
                texts.toString(),
                "--no-encoder",
                "--classes",
                names.toString(),
                "--out",
                out().toString()))
        .isEmpty();

    JsonObject metrics = json(out().resolve("metrics.json"));
    assertThat(metrics.keySet()).containsExactly("classification", "texts");
    assertThat(metrics.getAsJsonObject("classification").getAsJsonArray("class_names")).hasSize(8);
    List<String> table = Files.readAllLines(out().resolve("per-class.csv"));
    assertThat(table.get(0)).startsWith("class,name,support,");
    assertThat(table.get(1)).startsWith("0,\"a, b\",");
    Files.writeString(names, "[\"a\",\"b\"]");
    assertThat(
            run(
                "--predictions",
                golden,
                "--classes",
                names.toString(),
                "--out",
                folder.resolve("two").toString()))
        .contains("has 8 classes; there are 2 names");
    Files.writeString(names, "{\"labels\":[{\"name\":\"a\"}]}");
    assertThat(
            run(
                "--predictions",
                golden,
                "--classes",
                names.toString(),
                "--out",
                folder.resolve("two").toString()))
        .contains("classes.json: is no JSON array of class names");
  }

  @Test
  void samplesOfOneGroupAreDrawnTogether() throws IOException {
    assertThat(
            refused(
                Map.of(
                    "y_true", Tensor.ofInts(new int[] {0, 1}, 2),
                    "probabilities", probabilities(0.5f, 0.5f, 0.75f, 0.25f),
                    "group", Tensor.ofInts(new int[] {4}, 1))))
        .contains("tensor group: has 1 rows, y_true has 2");
    Path file = folder.resolve("p.safetensors");
    Safetensors.write(
        file,
        Map.of(
            "y_true", Tensor.ofInts(new int[] {0, 1}, 2),
            "probabilities", probabilities(0.5f, 0.5f, 0.75f, 0.25f),
            "group", Tensor.ofInts(new int[] {4, 4}, 2)));

    assertThat(run("--predictions", file.toString(), "--out", out().toString())).isEmpty();

    JsonObject metrics = json(out().resolve("metrics.json"));
    assertThat(metrics.get("sampling_unit").getAsString()).isEqualTo("group");
    assertThat(metrics.get("sampling_units").getAsInt()).isEqualTo(1);
    assertThat(metrics.getAsJsonObject("intervals_95").get("accuracy").isJsonNull()).isTrue();
  }

  @Test
  void namesOfClassesStandInTheFiguresOrAreRefused() throws IOException {
    String golden = GOLDEN.resolve("metrics8.safetensors").toString();
    Path classes = Files.writeString(folder.resolve("classes.json"), "[\"one\", \"two\"]");
    String[] arguments = {
      "--predictions", golden, "--classes", classes.toString(), "--out", out().toString()
    };

    assertThat(run(arguments)).contains("has 8 classes; there are 2 names");
    assertThat(out()).doesNotExist();
    Files.writeString(classes, "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\" \"]");
    assertThat(run(arguments)).contains("is no JSON array of class names");
    Files.writeString(classes, "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\"]");
    assertThat(run(arguments)).isEmpty();
    assertThat(out().resolve("figures/confusion-matrix.svg")).content().contains("<svg");
  }

  @Test
  void predictionsThatFitNothingAreRefusedByTensorAndRow() throws IOException {
    Tensor labels = Tensor.ofInts(new int[] {0, 1}, 2);
    Tensor fair = probabilities(0.5f, 0.5f, 0.25f, 0.75f);

    assertThat(refused(Map.of("y_true", labels))).contains("tensor probabilities: is not in");
    assertThat(refused(Map.of("probabilities", fair))).contains("tensor y_true: is not in");
    assertThat(
            refused(Map.of("y_true", Tensor.ofInts(new int[] {0, 1}, 1, 2), "probabilities", fair)))
        .contains("tensor y_true: is I32[1, 2]");
    assertThat(refused(Map.of("y_true", Tensor.ofInts(new int[3], 3), "probabilities", fair)))
        .contains("tensor probabilities: has 2 rows, y_true has 3");
    assertThat(refused(Map.of("y_true", labels, "probabilities", labels)))
        .contains("tensor probabilities: is I32[2], not of 2 dimensions");
    assertThat(
            refused(
                Map.of("y_true", labels, "probabilities", Tensor.ofInts(new int[] {0, 1}, 2, 1))))
        .contains("has 1 columns; at least 2 classes are needed");
    assertThat(
            refused(
                Map.of(
                    "y_true",
                    labels,
                    "probabilities",
                    Tensor.ofInts(new int[] {0, 1, 1, 0}, 2, 2))))
        .contains("I32 holds no floats");
    assertThat(
            refused(
                Map.of("y_true", Tensor.ofFloats(new float[] {0, 1}, 2), "probabilities", fair)))
        .contains("F32 holds no integers");
    assertThat(refused(Map.of("y_true", Tensor.ofInts(new int[0], 0), "probabilities", empty())))
        .contains("tensor y_true: holds no sample");
  }

  @Test
  void valuesThatAreNoProbabilitiesAreRefusedByRow() throws IOException {
    assertThat(refusedLabels(0, 2)).contains("y_true: row 1 is 2, outside the classes 0 to 1");
    assertThat(refusedLabels(-1, 1)).contains("y_true: row 0 is -1");
    assertThat(refusedValues(0.5f, 0.5f, Float.NaN, 0.5f)).contains("row 1 holds NaN for class 0");
    assertThat(refusedValues(0.5f, 0.5f, 0, Float.POSITIVE_INFINITY)).contains("row 1 holds Inf");
    assertThat(refusedValues(-0.5f, 1.5f, 0, 1)).contains("row 0 holds -0.5 for class 0");
    assertThat(refusedValues(0.5f, 0.5f, 0.5f, 0.25f)).contains("row 1 sums to 0.75, not to 1");
    assertThat(refusedValues(0.5f, 0.5f, 0, 0)).contains("row 1 sums to 0.0, not to 1");
  }

  @Test
  void filesThatAreNoTensorsAreRefused() throws IOException {
    Path file = folder.resolve("p.safetensors");
    assertThat(refuse("--predictions", file)).contains("p.safetensors: there is no such file");
    Files.createFile(file);
    assertThat(refuse("--predictions", file)).contains("p.safetensors: too short");
    Files.writeString(file, "these are no tensors at all");
    assertThat(refuse("--predictions", file)).contains("p.safetensors: not a safetensors file");
    byte[] whole = Files.readAllBytes(GOLDEN.resolve("metrics8.safetensors"));
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThat(refuse("--predictions", file)).contains("p.safetensors: damaged");
    assertThat(refuse("--predictions", folder)).contains("there is no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"reference\":\"a\"}",
        "{\"candidate\":\"a\"}",
        "{\"reference\":\" \",\"candidate\":\"a\"}",
        "{\"reference\":null,\"candidate\":\"a\"}",
        "{\"reference\":[\"a\"],\"candidate\":\"a\"}",
        "{\"reference\":\"a\",\"candidate\":\"a\"",
        "{\"reference\":\"a\",\"candidate\":\"a\"} trailing",
        "[]",
        "null",
        "text",
      })
  void aLineThatIsNoPairIsRefusedByItsNumber(String line) throws IOException {
    Path file = folder.resolve("t.jsonl");
    Files.writeString(file, "{\"reference\":\"a\",\"candidate\":\"b\"}\n\n" + line + "\n");

    assertThat(refuse("--texts", file)).contains("t.jsonl: line 3 ");
  }

  @Test
  void filesThatHoldNoTextsAreRefused() throws IOException {
    Path file = folder.resolve("t.jsonl");
    assertThat(refuse("--texts", file)).contains("t.jsonl: there is no such file");
    Files.writeString(file, "\n \n");
    assertThat(refuse("--texts", file)).contains("t.jsonl: holds no pair of texts");
    Files.write(file, "{\"reference\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refuse("--texts", file)).contains("t.jsonl: is not UTF-8");
  }

  @Test
  void whatIsThereAlreadyIsLeftAlone() throws IOException {
    Files.createDirectory(out());
    Path earlier = Files.writeString(out().resolve("metrics.json"), "earlier");
    String golden = GOLDEN.resolve("metrics8.safetensors").toString();

    assertThat(run("--predictions", golden, "--out", out().toString()))
        .contains("out: is there already");
    assertThat(run("--predictions", golden, "--out", earlier.toString()))
        .contains("metrics.json: is there already");
    assertThat(run("--predictions", golden, "--out", earlier.resolve("deep").toString()))
        .contains("deep: cannot be written");

    assertThat(earlier).content().isEqualTo("earlier");
    assertThat(names(out())).containsExactly("metrics.json");
    assertThat(names(folder)).containsExactly("out");
  }

  @Test
  void argumentsThatDoNotFitAreUsageErrors() {
    String golden = GOLDEN.resolve("metrics8.safetensors").toString();

    assertThat(status(new StringWriter(), "--out", "x")).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(status(new StringWriter(), "--predictions", golden))
        .isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(status(new StringWriter(), "--predictions", golden, "--data", golden, "--out", "x"))
        .isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(status(new StringWriter(), "--release", golden, "--out", "x"))
        .isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(run("--data", golden, "--out", out().toString()))
        .contains("--data needs --release or --server");
    assertThat(run("--predictions", golden, "--out", out().toString(), "--replicates", "1"))
        .contains("replicates 1 is outside 100 to 100000");
    assertThat(out()).doesNotExist();
  }

  @Test
  void theHelpTellsTheInputs() {
    assertThat(Dermstream.commandLine().getSubcommands().get("evaluate").getUsageMessage())
        .contains("with 95% intervals", "y_true [n]", "probabilities [n, classes]", "candidate");
  }

  private Path out() {
    return folder.resolve("out");
  }

  private String refusedLabels(int... labels) throws IOException {
    return refused(
        Map.of(
            "y_true", Tensor.ofInts(labels, labels.length),
            "probabilities", probabilities(0.5f, 0.5f, 0.25f, 0.75f)));
  }

  private String refusedValues(float... values) throws IOException {
    return refused(
        Map.of(
            "y_true", Tensor.ofInts(new int[] {0, 1}, 2), "probabilities", probabilities(values)));
  }

  private static Tensor probabilities(float... values) {
    return Tensor.ofFloats(values, 2, 2);
  }

  private static Tensor empty() {
    return Tensor.ofFloats(new float[0], 0, 2);
  }

  private String refused(Map<String, Tensor> tensors) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    Safetensors.write(file, tensors);
    String said = refuse("--predictions", file);
    assertThat(said).contains("INVALID_INPUT: ", "bad.safetensors: ");
    return said;
  }

  /** One line on the error stream, and nothing on the disk. */
  private String refuse(String kind, Path file) throws IOException {
    List<String> before = names(folder);
    String said = run(kind, file.toString(), "--out", out().toString(), "--no-encoder");
    assertThat(said.lines()).as(said).hasSize(1);
    assertThat(names(folder)).isEqualTo(before);
    return said;
  }

  /** What is said on the error stream; empty on success. */
  private static String run(String... arguments) {
    StringWriter err = new StringWriter();
    int status = status(err, arguments);
    assertThat(status).isEqualTo(err.toString().isEmpty() ? 0 : Dermstream.EXIT_INCOMPLETE);
    return err.toString();
  }

  private static int status(StringWriter err, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("evaluate"), Stream.of(arguments)).toArray(String[]::new);
    return Dermstream.commandLine().setErr(new PrintWriter(err, true)).execute(all);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonObject json(Path file) throws IOException {
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }
}
