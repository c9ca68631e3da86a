package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.dermstream.command.CommandProcess.Outcome;
import dev.dermstream.platform.safetensors.Safetensors;
import dev.dermstream.platform.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code dermstream model} and {@code dermstream index} as processes, against numbers of
 * independent implementations (an Idefics3 in PyTorch; scikit-learn's DBSCAN).
 */
class ToolCommandsIT {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder;

  @Test
  void anImportedCheckpointRunsToTheReferenceNumbers() throws Exception {
    Path golden = Repository.root().resolve("trainer/src/test/resources/golden/tiny-idefics3");
    Path model = folder.resolve("model");
    Path out = folder.resolve("out.safetensors");

    succeed(
        "model",
        "import",
        "--checkpoint",
        golden.toString(),
        "--adapter",
        golden.resolve("adapter").toString(),
        "--out",
        model.toString());
    succeed(
        "model",
        "run",
        "--model",
        model.toString(),
        "--inputs",
        golden.resolve("expected.safetensors").toString(),
        "--out",
        out.toString());

    Map<String, Tensor> expected = Safetensors.read(golden.resolve("expected.safetensors"));
    Map<String, Tensor> actual = Safetensors.read(out);
    for (String name :
        List.of("vision_last_hidden_state", "connector_output", "logits", "adapter_logits")) {
      assertClose(name, actual, expected, TOLERANCE);
    }
    assertThat(actual.get("greedy_ids").toLongs()).isEqualTo(expected.get("greedy_ids").toLongs());
    assertThat(actual.get("greedy_ids").shape()).isEqualTo(expected.get("greedy_ids").shape());
  }

  @Test
  void anIndexIsBuiltAndAskedToTheReferenceNumbers() throws Exception {
    Path golden =
        Repository.root().resolve("vector-index/src/test/resources/golden/dbscan.safetensors");
    Path index = folder.resolve("index");
    Path out = folder.resolve("answers.safetensors");

    succeed(
        "index",
        "build",
        "--embeddings",
        golden.toString(),
        "--eps",
        "0.18",
        "--min-samples",
        "8",
        "--out",
        index.toString());
    succeed(
        "index",
        "query",
        "--index",
        index.toString(),
        "--queries",
        golden.toString(),
        "--out",
        out.toString());

    Map<String, Tensor> expected = Safetensors.read(golden);
    Map<String, Tensor> clusters = Safetensors.read(index.resolve("clusters.safetensors"));
    for (String name : List.of("dbscan_labels", "core", "cluster_class")) {
      assertThat(clusters.get(name).toLongs()).as(name).isEqualTo(expected.get(name).toLongs());
    }
    assertClose("centroids", clusters, expected, 1e-5);
    Map<String, Tensor> answers = Safetensors.read(out);
    assertClose("class_similarity", answers, expected, 1e-5);
    assertClose("class_confidence", answers, expected, 1e-5);
    assertThat(answers.get("neighbor_ids").shape()).containsExactly(200, 10);

    Path grown = folder.resolve("grown");
    succeed(
        "index",
        "build",
        "--embeddings",
        golden.toString(),
        "--from",
        index.toString(),
        "--out",
        grown.toString());
    assertThat(Files.mismatch(cluster(index), cluster(grown))).isEqualTo(-1);
    succeed(
        "index",
        "build",
        "--embeddings",
        golden.toString(),
        "--min-samples",
        "8",
        "--out",
        path("knee"));
    assertThat(folder.resolve("knee.k-distance.svg")).content().contains("at the knee");
    assertThat(
            fail(
                "index",
                "build",
                "--embeddings",
                golden.toString(),
                "--min-samples",
                "8",
                "--approximate",
                "16",
                "--out",
                path("none")))
        .contains("--approximate needs --eps");
  }

  private static Path cluster(Path index) {
    return index.resolve("clusters.safetensors");
  }

  @Test
  void anIndexIsCalibratedAndEvaluated() throws Exception {
    Path golden =
        Repository.root().resolve("vector-index/src/test/resources/golden/dbscan.safetensors");
    Path index = folder.resolve("calibrated");
    Path heldOut = folder.resolve("held-out.safetensors");
    Map<String, Tensor> tensors = Safetensors.read(golden);
    Safetensors.write(
        heldOut,
        Map.of("embeddings", tensors.get("queries"), "class_labels", tensors.get("query_class")));
    succeed(
        "index",
        "build",
        "--embeddings",
        golden.toString(),
        "--eps",
        "0.18",
        "--min-samples",
        "8",
        "--out",
        index.toString());

    assertThat(
            succeed(
                    "index",
                    "calibrate",
                    "--index",
                    index.toString(),
                    "--embeddings",
                    heldOut.toString(),
                    "--coverage",
                    "0.8")
                .out())
        .contains("calibration.json: fitted on 200 images; temperature ", "sets of coverage 0.8;");
    assertThat(
            succeed(
                    "index",
                    "evaluate",
                    "--index",
                    index.toString(),
                    "--embeddings",
                    heldOut.toString(),
                    "--outsiders",
                    "same=" + heldOut)
                .out())
        .startsWith("200 known images, accuracy 0.945;")
        .contains("| same | 200 | 0.500 | 0.950 |");
    assertThat(
            fail(
                "index",
                "calibrate",
                "--index",
                index.toString(),
                "--embeddings",
                heldOut.toString()))
        .contains("calibration.json: is there already");
  }

  @Test
  void wrongInputsAreNamedInOneLine() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path tensors = folder.resolve("x.safetensors");
    Safetensors.write(tensors, Map.of("queries", Tensor.ofFloats(new float[] {1}, 1, 1)));

    assertThat(fail("model", "import", "--checkpoint", empty.toString(), "--out", path("a")))
        .contains("config.json");
    assertThat(
            fail(
                "model",
                "run",
                "--model",
                empty.toString(),
                "--inputs",
                tensors.toString(),
                "--out",
                path("b")))
        .contains("x.safetensors", "pixel_values");
    assertThat(
            fail(
                "index",
                "build",
                "--embeddings",
                tensors.toString(),
                "--eps",
                "0.1",
                "--min-samples",
                "2",
                "--out",
                path("c")))
        .contains("x.safetensors", "embeddings");
    Path broken = folder.resolve("nan.safetensors");
    Safetensors.write(
        broken,
        Map.of(
            "embeddings",
            Tensor.ofFloats(new float[] {1, 0, 0, Float.NaN}, 2, 2),
            "class_labels",
            Tensor.ofInts(new int[] {0, 1}, 2)));
    assertThat(build(broken, "0.1", "2"))
        .contains("nan.safetensors: tensor embeddings: row 1 holds NaN at position 1");
    assertThat(build(broken, "2.5", "2")).contains("eps 2.5 is outside (0, 2]");
    assertThat(build(broken, "0.1", "0")).contains("min-samples 0 is below 1");
    assertThat(folder.resolve("refused")).doesNotExist();
    assertThat(
            fail(
                "index",
                "query",
                "--index",
                empty.toString(),
                "--queries",
                tensors.toString(),
                "--out",
                path("d")))
        .contains("empty");
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @CanIgnoreReturnValue
  private Outcome succeed(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = CommandProcess.run(folder, arguments);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    return outcome;
  }

  private String build(Path embeddings, String eps, String minSamples)
      throws IOException, InterruptedException {
    return fail(
        "index",
        "build",
        "--embeddings",
        embeddings.toString(),
        "--eps",
        eps,
        "--min-samples",
        minSamples,
        "--out",
        path("refused"));
  }

  private String fail(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = CommandProcess.run(folder, arguments);
    assertThat(outcome.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    List<String> lines =
        outcome.err().lines().filter(line -> line.startsWith("dermstream: ")).toList();
    assertThat(lines).as(outcome.err()).hasSize(1);
    assertThat(outcome.err()).doesNotContain("\tat ");
    return lines.getFirst();
  }

  private static void assertClose(
      String name, Map<String, Tensor> actual, Map<String, Tensor> expected, double tolerance) {
    assertThat(actual.get(name).shape()).as(name).isEqualTo(expected.get(name).shape());
    float[] have = actual.get(name).toFloats();
    float[] want = expected.get(name).toFloats();
    double worst = 0;
    for (int i = 0; i < want.length; i++) {
      double difference = Math.abs((double) have[i] - want[i]);
      worst = difference <= worst ? worst : difference;
    }
    // NaN never passes.
    assertThat(worst <= tolerance).as("%s differs by %g", name, worst).isTrue();
  }
}
