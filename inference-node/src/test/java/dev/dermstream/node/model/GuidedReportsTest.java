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
import dev.dermstream.node.generate.TokenGuide;
import dev.dermstream.node.guide.ClassLikelihood;
import dev.dermstream.node.guide.FormGuide;
import dev.dermstream.node.guide.GuideConfig;
import dev.dermstream.node.image.DecodeOutcome;
import dev.dermstream.node.image.ImageConfig;
import dev.dermstream.node.image.ImageDecoder;
import dev.dermstream.node.image.JpegDecoderChoice;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.platform.release.Release;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The demonstration release on the sample pictures. */
class GuidedReportsTest {
  private static final Path HOME = Path.of("..");
  private static final Pattern WHOLE = Pattern.compile("<root>.*</root>", Pattern.DOTALL);
  private static final Pattern NAMED =
      Pattern.compile("id_code=\"(\\d+)\" score=\"[\\d.]+\">([^<]*)<");
  private static final Pattern LABEL = Pattern.compile("<label id_code=\"(\\d+)\"");

  private static Profile profile;
  private static ServingModel model;
  private static List<EncodedImage> images;

  private static AdapterLease adapter;

  @BeforeAll
  static void load() throws IOException {
    Release release = Release.load(HOME.resolve("releases/demonstration"));
    profile = release.profile("").orElseThrow();
    model =
        ServingModel.load(
            release.modelDirectory(),
            new EngineConfig(1),
            new GuideConfig(true),
            new GenerationSettings(1, 1, 4, 64 << 20, 8, 256, 1 << 20, 128),
            new AdapterSettings(1, 64));
    model.requireServable(profile);
    adapter = model.adapters().acquire(profile);
    ImageConfig config = new ImageConfig(10_000_000, 10_000_000, JpegDecoderChoice.JDK, false);
    try (ImageDecoder decoder = ImageDecoder.open(config);
        Stream<Path> files = Files.list(HOME.resolve("samples"))) {
      images =
          files
              .filter(file -> !file.toString().endsWith(".md"))
              .sorted()
              .limit(6)
              .flatMap(file -> encoded(decoder, file))
              .toList();
    }
    assertThat(images).hasSizeGreaterThan(3);
  }

  private static Stream<EncodedImage> encoded(ImageDecoder decoder, Path file) {
    try {
      if (decoder.decode(Files.readAllBytes(file)) instanceof DecodeOutcome.Decoded decoded) {
        try (decoded) {
          return model.encode(List.of(model.preprocess(decoded.image()))).stream();
        }
      }
      return Stream.empty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterAll
  static void close() {
    adapter.close();
    model.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"LANGUAGE_ENGLISH", "LANGUAGE_KOREAN"})
  void areWhatTheModelWritesWithoutAGuideWhereThatIsWhole(Language language) {
    String text =
        language == Language.LANGUAGE_KOREAN ? profile.promptKorean() : profile.promptEnglish();
    long[] prompt = model.prompt(profile, text);
    int whole = 0;
    for (EncodedImage image : images) {
      GeneratedText free = write(prompt, image, null);
      FormGuide guide = model.guide(profile, language).orElseThrow();
      GeneratedText guided = write(prompt, image, guide);

      assertThat(guided.text()).matches(WHOLE);
      assertThat(guide.complete()).isTrue();
      requireLikelihoods(guide.labelLikelihoods(), guided.text());
      if (free.ended() && isOfTheForm(free.text(), language)) {
        whole++;
        assertThat(guided).isEqualTo(free);
        assertThat(guide.steered()).isFalse();
      }
    }
    assertThat(whole).isPositive();
  }

  /**
   * A report in which every code stands by its own name; the adapter alone mixes up unlikely ones.
   */
  private static boolean isOfTheForm(String text, Language language) {
    return WHOLE.matcher(text).matches()
        && NAMED
            .matcher(text)
            .results()
            .allMatch(
                named -> name(Integer.parseInt(named.group(1)), language).equals(named.group(2)));
  }

  private static String name(int idCode, Language language) {
    return profile.labels().stream()
        .filter(label -> label.idCode() == idCode)
        .map(label -> language == Language.LANGUAGE_KOREAN ? label.korean() : label.english())
        .findFirst()
        .orElse("");
  }

  private static GeneratedText write(
      long[] prompt, EncodedImage image, @Nullable TokenGuide guide) {
    ReceivedText text = new ReceivedText();
    model.write(
        profile,
        adapter,
        prompt,
        image,
        SamplingParameters.GREEDY,
        guide,
        Ticket.lasting(Lane.ROUTINE, 0),
        text);
    return text.await();
  }

  private static void requireLikelihoods(List<ClassLikelihood> likelihoods, String text) {
    Matcher label = LABEL.matcher(text);
    assertThat(label.find()).isTrue();
    assertThat(likelihoods).hasSameSizeAs(profile.labels());
    assertThat(likelihoods.stream().mapToDouble(ClassLikelihood::probability).sum())
        .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(likelihoods.getFirst().idCode()).isEqualTo(Integer.parseInt(label.group(1)));
  }
}
