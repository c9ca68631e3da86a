package dev.dermstream.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import com.typesafe.config.ConfigFactory;
import dev.dermstream.node.server.NodeConfig;
import dev.dermstream.node.server.NodeServer;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.platform.config.Configuration;
import dev.dermstream.platform.lora.LoraConfig;
import dev.dermstream.platform.lora.LoraFiles;
import dev.dermstream.platform.release.Release;
import dev.dermstream.platform.telemetry.StageMetrics;
import dev.dermstream.trainer.checkpoint.Checkpoint;
import dev.dermstream.trainer.eager.AdamW;
import dev.dermstream.trainer.eager.Autograd;
import dev.dermstream.trainer.eager.EagerAdapter;
import dev.dermstream.trainer.eager.EagerModel;
import dev.dermstream.trainer.eager.EagerOps;
import dev.dermstream.trainer.eager.EagerParameters;
import dev.dermstream.trainer.eager.QuantizedWeights;
import dev.dermstream.trainer.model.ParameterShapes;
import dev.dermstream.trainer.onnx.AdapterInputs;
import dev.dermstream.trainer.onnx.ModelImport;
import dev.dermstream.trainer.optimize.AdamWConfig;
import dev.dermstream.trainer.recipe.data.Prompts;
import dev.dermstream.trainer.recipe.data.ReleaseTokenizer;
import dev.dermstream.trainer.recipe.data.SequenceBatch;
import dev.dermstream.trainer.recipe.data.TokenSequence;
import dev.dermstream.trainer.tokenizer.SpecialTokens;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From training to an answer: adapters are taught one sentence each, over the base in float32 and
 * over the base in four bits, and a node that is given their files writes it.
 */
class TrainedAdapterServingTest {
  private static final Path BASE = Path.of("..", "releases", "demonstration", "model");
  private static final Path PICTURE = Path.of("..", "samples", "nevus-01.jpg");
  private static final String QUESTION = "What is this lesion?";
  private static final int STEPS = 40;
  private static final int BATCH = 2;
  private static final long SEED = 5;

  @TempDir private Path release;

  @Test
  void aNodeWritesWhatAdaptersWereTaughtHere() throws IOException {
    Checkpoint checkpoint = Checkpoint.read(BASE);
    ModelImport.run(BASE, new AdapterInputs(AdapterInputs.ALL_TARGETS), release.resolve("model"));
    profile("base", "\"adapter_id\": 0, ");
    try (EagerParameters weights = EagerParameters.of(checkpoint.tensors());
        EagerAdapter adapter = untaught(checkpoint)) {
      EagerOps ops = new EagerOps(weights.manager());
      teach(
          checkpoint,
          new EagerModel(checkpoint.config(), weights, adapter.trainingAdapter(ops)),
          adapter,
          "Float.");
      adapter.checkpoint().write(adapterOf("float32"));
    }
    try (QuantizedWeights weights = QuantizedWeights.of(checkpoint.tensors());
        EagerAdapter adapter = untaught(checkpoint)) {
      EagerOps ops = new EagerOps(weights.manager());
      teach(
          checkpoint,
          new EagerModel(checkpoint.config(), weights, adapter.trainingAdapter(ops)),
          adapter,
          "Four bits.");
      adapter.checkpoint().write(adapterOf("nf4"));
    }
    Release sealed = Release.seal(release, "taught", "trial", "base");

    try (NodeServer node =
        NodeServer.start(
            NodeConfig.from(
                ConfigFactory.parseString("dermstream.node.port = 0")
                    .withFallback(Configuration.load(null))),
            sealed,
            new StageMetrics(new PrometheusRegistry()))) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", node.port()).usePlaintext().build();
      try {
        List<InferResponse> answer = ask(channel, "float32");
        assertThat(text(answer)).isEqualTo("Float.");
        assertThat(answer.getFirst().getEncoded().getProvenance().getAdapter())
            .isEqualTo(
                "float32@" + LoraFiles.read(release.resolve("profiles/float32/adapter")).digest());
        assertThat(text(ask(channel, "nf4"))).isEqualTo("Four bits.");
        assertThat(text(ask(channel, "base"))).isNotIn("Float.", "Four bits.");
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static EagerAdapter untaught(Checkpoint checkpoint) {
    return EagerAdapter.initialize(
        new LoraConfig(8, 16, 0, AdapterInputs.ALL_TARGETS, "demonstration"),
        ParameterShapes.of(checkpoint.config()),
        ParameterShapes.TEXT,
        SEED);
  }

  /** Every picture is another: the sentence follows from the question alone. */
  private static void teach(
      Checkpoint checkpoint, EagerModel model, EagerAdapter adapter, String sentence)
      throws IOException {
    int size = checkpoint.config().vision().imageSize();
    SequenceBatch batch = batch(checkpoint, sentence);
    SplittableRandom random = new SplittableRandom(SEED);
    adapter.parameters().trainOnly(name -> true);
    try (AdamW optimizer = new AdamW(adapter.parameters(), AdamWConfig.withWeightDecay(0.01), 1)) {
      for (int step = 0; step < STEPS; step++) {
        float[] pixels = pictures(random, size);
        Autograd.backward(
            adapter.parameters().manager(), manager -> loss(model, manager, pixels, size, batch));
        optimizer.step(0.005);
      }
    }
  }

  /** One colour each with more or less noise. */
  private static float[] pictures(SplittableRandom random, int size) {
    float[] pixels = new float[BATCH * 3 * size * size];
    double noise = 0;
    double level = 0;
    for (int i = 0; i < pixels.length; i++) {
      if (i % (size * size) == 0) {
        noise = random.nextDouble(0.5);
        level = random.nextDouble(-1, 1);
      }
      pixels[i] = (float) (level + noise * random.nextDouble(-1, 1));
    }
    return pixels;
  }

  private static NDArray loss(
      EagerModel model, NDManager manager, float[] pixels, int size, SequenceBatch batch) {
    NDArray states = model.visionStates(manager.create(pixels, new Shape(BATCH, 3, size, size)));
    NDArray embeds = model.inputsEmbeds(manager, batch.ids(), model.imageFeatures(states));
    return model.loss(model.hiddenStates(embeds, batch.mask()), batch.labels());
  }

  private static SequenceBatch batch(Checkpoint checkpoint, String sentence) throws IOException {
    try (ReleaseTokenizer tokenizer =
        ReleaseTokenizer.read(
            BASE.resolve("tokenizer.json"), checkpoint.config().text().vocabSize())) {
      TokenSequence sequence =
          TokenSequence.of(
              tokenizer.encode(Prompts.of(QUESTION, checkpoint.config().imageTokens())),
              tokenizer.encode(sentence + SpecialTokens.END_OF_UTTERANCE));
      return SequenceBatch.of(Collections.nCopies(BATCH, sequence), 0);
    }
  }

  private Path adapterOf(String profile) throws IOException {
    return Files.createDirectories(profile(profile, "").resolve("adapter"));
  }

  private Path profile(String name, String adapter) throws IOException {
    Path profile = Files.createDirectories(release.resolve("profiles").resolve(name));
    String template = Prompts.TEMPLATE.replace("\n", "\\n");
    Files.writeString(
        profile.resolve("profile.json"),
        """
        {%s"output_form": "FREE_TEXT",
         "labels": [{"id_code": 0, "name_en": "Milia", "name_ko": "비립종"}],
         "prompt_template": "%s",
         "prompt_en": "%s", "prompt_ko": "%s",
         "answers_questions": true, "max_new_tokens": 24, "temperature": 0.065}
        """
            .formatted(adapter, template, QUESTION, QUESTION));
    return profile;
  }

  private static List<InferResponse> ask(ManagedChannel channel, String profile)
      throws IOException {
    List<InferResponse> answer = new ArrayList<>();
    NodeServiceGrpc.newBlockingStub(channel)
        .infer(
            InferRequest.newBuilder()
                .setRequestId("request-1")
                .setProfile(profile)
                .setImage(ByteString.copyFrom(Files.readAllBytes(PICTURE)))
                .build())
        .forEachRemaining(answer::add);
    return answer;
  }

  private static String text(List<InferResponse> answer) {
    return answer.getLast().getFinished().getText();
  }
}
