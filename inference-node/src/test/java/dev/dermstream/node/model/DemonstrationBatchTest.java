package dev.dermstream.node.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dermstream.node.adapter.AdapterLease;
import dev.dermstream.node.adapter.AdapterSettings;
import dev.dermstream.node.batch.Lane;
import dev.dermstream.node.batch.Ticket;
import dev.dermstream.node.engine.EncodedImage;
import dev.dermstream.node.engine.EngineConfig;
import dev.dermstream.node.generate.GeneratedText;
import dev.dermstream.node.generate.GenerationSettings;
import dev.dermstream.node.generate.ReceivedText;
import dev.dermstream.node.generate.SamplingParameters;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.platform.image.RgbImage;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Reports and answers of the demonstration release, alone and in batches with others. */
class DemonstrationBatchTest {
  private static final Path RELEASE = Path.of("../releases/demonstration");
  private static final long SEED = 31;
  private static final int TEXTS = 24;

  /** A text to be written. */
  private record Case(
      EncodedImage image, Language language, boolean question, SamplingParameters sampling) {}

  @Test
  void textsDoNotDependOnTheirNeighbours() throws IOException {
    Release release = Release.load(RELEASE);
    Profile profile = release.profile("").orElseThrow();
    Random random = new Random(SEED);
    List<GeneratedText> alone;
    List<Case> cases = new ArrayList<>();
    try (ServingModel model = load(release, 1, 0)) {
      model.requireServable(profile);
      AdapterLease adapter = model.adapters().acquire(profile);
      for (int i = 0; i < TEXTS; i++) {
        cases.add(randomCase(model, random));
      }
      alone = cases.stream().map(each -> write(model, profile, adapter, each).await()).toList();
    }
    try (ServingModel model = load(release, 7, 1 << 20)) {
      model.requireServable(profile);
      AdapterLease adapter = model.adapters().acquire(profile);
      List<ReceivedText> texts =
          cases.stream().map(each -> write(model, profile, adapter, each)).toList();

      assertThat(texts.stream().map(ReceivedText::await).toList())
          .as("seed %d", SEED)
          .isEqualTo(alone);
      assertThat(model.generator().statistics().prefixHits()).isEqualTo(TEXTS - 1);
    }
  }

  private static ServingModel load(Release release, int maxSequences, long prefixCacheBytes)
      throws IOException {
    return ServingModel.load(
        release.modelDirectory(),
        new EngineConfig(1),
        new GuideConfig(true),
        new GenerationSettings(1, 1, maxSequences, 256 << 20, TEXTS, 200, prefixCacheBytes, 128),
        new AdapterSettings(1, 64));
  }

  private static Case randomCase(ServingModel model, Random random) {
    byte[] rgb = new byte[32 * 32 * RgbImage.CHANNELS];
    random.nextBytes(rgb);
    EncodedImage image =
        model.encode(List.of(model.preprocess(new RgbImage(32, 32, rgb)))).getFirst();
    boolean question = random.nextInt(3) == 0;
    return new Case(
        image,
        random.nextBoolean() ? Language.LANGUAGE_ENGLISH : Language.LANGUAGE_KOREAN,
        question,
        question && random.nextBoolean()
            ? new SamplingParameters(1, 20, .9f, random.nextLong())
            : SamplingParameters.GREEDY);
  }

  private static ReceivedText write(
      ServingModel model, Profile profile, AdapterLease adapter, Case each) {
    boolean korean = each.language() == Language.LANGUAGE_KOREAN;
    String report = korean ? profile.promptKorean() : profile.promptEnglish();
    String question = korean ? "무엇입니까?" : "What is this?";
    ReceivedText text = new ReceivedText();
    model.write(
        profile,
        adapter,
        model.prompt(profile, each.question() ? question : report),
        each.image(),
        each.sampling(),
        each.question() ? null : model.guide(profile, each.language()).orElseThrow(),
        Ticket.lasting(Lane.ROUTINE, 0),
        text);
    return text;
  }
}
