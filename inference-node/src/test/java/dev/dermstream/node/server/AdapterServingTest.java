package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ServiceException;
import dev.dermstream.node.TinyModel;
import dev.dermstream.node.adapter.Adapters;
import dev.dermstream.node.adapter.ModelAdapters;
import dev.dermstream.node.v1.DescribeRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.platform.lora.LoraFiles;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.ProfileInfo;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters at the node's door. */
class AdapterServingTest {
  private static final String FIRST = "first";
  private static final String SECOND = "second";

  @TempDir Path folder;

  @Test
  void anAdapterFromFilesWritesWhatTheSameAdapterInsideTheModelWrites() throws IOException {
    try (RunningNode inside = new RunningNode(Releases.make(folder.resolve("inside")), "");
        RunningNode fed = node(Map.of(FIRST, TinyModel.adapter()))) {
      List<InferResponse> answer = fed.infer(RunningNode.request(FIRST).build());

      assertThat(text(answer))
          .isEqualTo(text(inside.infer(RunningNode.request(Releases.ADAPTED).build())));
      assertThat(adapter(answer))
          .isEqualTo(FIRST + "@" + LoraFiles.read(TinyModel.adapter()).digest());
      List<InferResponse> base = fed.infer(RunningNode.request(Releases.BASE).build());
      assertThat(text(base))
          .isEqualTo(text(inside.infer(RunningNode.request(Releases.BASE).build())));
      assertThat(adapter(base)).isEmpty();
    }
  }

  @Test
  void profilesOfSeveralAdaptersAtOnceAnswerAsEachAlone() throws Exception {
    Map<String, Path> adapters = new HashMap<>();
    for (int i = 1; i <= 4; i++) {
      adapters.put("a" + i, random(i, i));
    }
    try (RunningNode node = node(adapters);
        ExecutorService clients = Executors.newFixedThreadPool(8)) {
      Map<String, String> alone = new HashMap<>();
      for (String profile : adapters.keySet()) {
        alone.put(profile, text(node.infer(RunningNode.request(profile).build())));
      }
      alone.put(Releases.BASE, text(node.infer(RunningNode.request(Releases.BASE).build())));
      assertThat(alone.values()).as("texts of five profiles").doesNotHaveDuplicates();

      List<Future<Map.Entry<String, String>>> together = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        for (String profile : alone.keySet()) {
          together.add(
              clients.submit(() ->
                  Map.entry(profile, text(node.infer(RunningNode.request(profile).build())))));
        }
      }
      for (Future<Map.Entry<String, String>> answer : together) {
        assertThat(answer.get().getValue()).isEqualTo(alone.get(answer.get().getKey()));
      }
    }
  }

  @Test
  void aReplacedAdapterNeverAnswersFromWhatTheOldOneLeft() throws IOException {
    try (RunningNode node = node(Map.of(FIRST, random(1, 4)))) {
      String before = text(node.infer(RunningNode.request(FIRST).build()));
      assertThat(text(node.infer(RunningNode.request(FIRST).build()))).isEqualTo(before);
      Path other = random(2, 4);

      String identity = node.adapters().load(FIRST, other, true);

      List<InferResponse> after = node.infer(RunningNode.request(FIRST).build());
      assertThat(adapter(after)).isEqualTo(identity);
      assertThat(text(after)).isNotEqualTo(before);
      try (RunningNode fresh = node(Map.of(FIRST, other))) {
        assertThat(text(after)).isEqualTo(text(fresh.infer(RunningNode.request(FIRST).build())));
      }
    }
  }

  @Test
  void whileAnAdapterIsReplacedEveryAnswerIsOfTheOneDigestItNames() throws Exception {
    List<Path> versions = List.of(random(1, 4), random(2, 2), random(3, 8));
    try (RunningNode node = node(Map.of(FIRST, versions.getFirst(), SECOND, random(9, 3)));
        ExecutorService clients = Executors.newFixedThreadPool(4)) {
      Map<String, String> textByIdentity = new HashMap<>();
      for (Path version : versions) {
        node.adapters().load(FIRST, version, true);
        remember(textByIdentity, node.infer(RunningNode.request(FIRST).build()));
      }
      remember(textByIdentity, node.infer(RunningNode.request(SECOND).build()));
      assertThat(textByIdentity).hasSize(4);
      AtomicBoolean stop = new AtomicBoolean();
      List<Future<List<List<InferResponse>>>> answers = new ArrayList<>();
      for (int client = 0; client < 4; client++) {
        String profile = client == 0 ? SECOND : FIRST;
        answers.add(clients.submit(() -> askUntil(stop, node, profile)));
      }

      ModelAdapters adapters = node.adapters();
      for (int i = 0; i < 20; i++) {
        String identity = adapters.load(FIRST, versions.get(i % versions.size()), true);
        List<InferResponse> next = node.infer(RunningNode.request(FIRST).build());
        assertThat(adapter(next)).as("replacement %d", i).isEqualTo(identity);
      }
      stop.set(true);

      for (Future<List<List<InferResponse>>> client : answers) {
        assertThat(client.get()).isNotEmpty();
        for (List<InferResponse> answer : client.get()) {
          assertThat(text(answer)).isEqualTo(textByIdentity.get(adapter(answer)));
        }
      }
    }
  }

  @Test
  void aReleaseWhoseAdapterIsForAnotherBaseDoesNotStart() throws IOException {
    Path wrong = random(1, 2);
    // Cut off in the middle of its weights.
    Path weights = wrong.resolve("adapter_model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length / 2));

    assertThatThrownBy(() -> node(Map.of(FIRST, wrong)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("adapter_model.safetensors");
  }

  @Test
  void aModelWithoutInputsForAdaptersSaysSo() throws IOException {
    Path directory = folder.resolve("release");
    Releases.makeWithAdapters(directory, Map.of(FIRST, TinyModel.adapter()));
    Files.copy(
        TinyModel.directory().resolve("decoder_model_merged.onnx"),
        directory.resolve("model/decoder_model_merged.onnx"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.copy(
        TinyModel.directory().resolve("adapters.safetensors"),
        directory.resolve("model/adapters.safetensors"));

    assertThatThrownBy(
            () -> new RunningNode(Release.seal(directory, "trial", "", Releases.BASE), ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--adapter-targets");
  }

  @Test
  void aRepositoryServesAdaptersAsProfilesAndReplacesAndUnloadsThem() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Path served = Adapters.forTinyModel(models.resolve("mole"), 4, 1);
    Files.writeString(served.resolve("serving.properties"), "option.base=release");
    Release release =
        Releases.makeWithAdapters(folder.resolve("release"), Map.of(FIRST, random(1, 4)));
    try (RunningNode node = new RunningNode(release, "repository.path = \"" + models + "\"")) {
      List<InferResponse> before = node.infer(RunningNode.request("mole").build());
      assertThat(adapter(before)).isEqualTo("mole@" + LoraFiles.read(served).digest());
      assertThat(text(before)).isEqualTo(text(node.infer(RunningNode.request(FIRST).build())));
      assertThat(described(node, "mole")).contains(adapter(before));

      Adapters.forTinyModel(served, 2, 2);
      node.repository().load("mole");

      List<InferResponse> after = node.infer(RunningNode.request("mole").build());
      assertThat(adapter(after)).isEqualTo("mole@" + LoraFiles.read(served).digest());
      assertThat(described(node, "mole")).contains(adapter(after));
      assertThat(text(after)).isNotEqualTo(text(before));

      Files.write(served.resolve("adapter_model.safetensors"), new byte[100]);
      assertThatThrownBy(() -> node.repository().load("mole"))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("adapter_model.safetensors");
      assertThat(text(node.infer(RunningNode.request("mole").build()))).isEqualTo(text(after));

      node.repository().unload("mole");
      assertThat(described(node, "mole")).isEmpty();
      assertThatThrownBy(() -> node.infer(RunningNode.request("mole").build()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("profile");
    }
  }

  @Test
  void anAdapterForAnotherBaseIsRefusedWithItsReasonAndEverythingElseGoesOn() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Path mole = Adapters.forTinyModel(models.resolve("mole"), 4, 1);
    Files.writeString(mole.resolve("serving.properties"), "option.base=release");
    Release release =
        Releases.makeWithAdapters(folder.resolve("release"), Map.of(FIRST, random(2, 4)));
    try (RunningNode node = new RunningNode(release, "repository.path = \"" + models + "\"")) {
      var stub = GRPCInferenceServiceGrpc.newBlockingStub(node.channel);
      List<InferResponse> before = node.infer(RunningNode.request("mole").build());
      Files.createDirectories(models.resolve("foreign"));
      Files.copy(mole.resolve("serving.properties"), models.resolve("foreign/serving.properties"));

      for (String name : List.of("foreign", "mole")) {
        Adapters.forWiderModel(models.resolve(name), 4, 1);
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(() ->
                stub.repositoryModelLoad(
                    RepositoryModelLoadRequest.newBuilder().setModelName(name).build()))
            .withMessageStartingWith("INVALID_ARGUMENT: ")
            .withMessageContaining("does not fit this base")
            .withMessageContaining("layers.0.")
            .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain(folder.toString()));
      }

      // A refused load leaves what was served.
      assertThat(text(node.infer(RunningNode.request("mole").build()))).isEqualTo(text(before));
      assertThat(adapter(node.infer(RunningNode.request("mole").build())))
          .isEqualTo(adapter(before));
      assertThatThrownBy(() -> node.infer(RunningNode.request("foreign").build()))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageStartingWith("NOT_FOUND");
    }
  }

  @Test
  void aRepositorySaysWhyItDoesNotServeAnAdapter() throws IOException {
    Path models = Files.createDirectories(folder.resolve("models"));
    Map<String, String> reasons =
        Map.of(
            "no-base",
            "option.base",
            "other-base",
            "models that take adapters are: release",
            FIRST,
            "has a profile");
    for (String name : reasons.keySet()) {
      Path files = Adapters.forTinyModel(models.resolve(name), 2, 1);
      String base = name.equals("other-base") ? "resnet" : "release";
      Files.writeString(
          files.resolve("serving.properties"), name.equals("no-base") ? "" : "option.base=" + base);
    }
    Release release =
        Releases.makeWithAdapters(folder.resolve("release"), Map.of(FIRST, random(1, 4)));
    try (RunningNode node = new RunningNode(release, "repository.path = \"" + models + "\"")) {
      reasons.forEach((name, reason) ->
          assertThatThrownBy(() -> node.repository().load(name))
              .isInstanceOf(ServiceException.class)
              .hasMessageContaining(reason));
      assertThat(text(node.infer(RunningNode.request(FIRST).build()))).isNotEmpty();
    }
  }

  private static List<List<InferResponse>> askUntil(
      AtomicBoolean stop, RunningNode node, String profile) {
    List<List<InferResponse>> answers = new ArrayList<>();
    do {
      answers.add(node.infer(RunningNode.request(profile).build()));
    } while (!stop.get());
    return answers;
  }

  private static void remember(Map<String, String> texts, List<InferResponse> answer) {
    texts.put(adapter(answer), text(answer));
  }

  private RunningNode node(Map<String, Path> adapters) throws IOException {
    Path directory = Files.createTempDirectory(folder, "release");
    return new RunningNode(Releases.makeWithAdapters(directory, adapters), "");
  }

  private Path random(long seed, int rank) throws IOException {
    return Adapters.forTinyModel(folder.resolve("adapter-" + seed + "-" + rank), rank, seed);
  }

  /** The adapter that the node says a profile has; empty if it says nothing of the profile. */
  private static Optional<String> described(RunningNode node, String profile) {
    return node
        .stub()
        .describe(DescribeRequest.getDefaultInstance())
        .getRelease()
        .getProfilesList()
        .stream()
        .filter(told -> told.getName().equals(profile))
        .map(ProfileInfo::getAdapter)
        .findAny();
  }

  private static String adapter(List<InferResponse> messages) {
    return messages.getFirst().getEncoded().getProvenance().getAdapter();
  }

  private static String text(List<InferResponse> messages) {
    return messages.getLast().getFinished().getText();
  }
}
