package dev.dermstream.node.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.node.TinyModel;
import dev.dermstream.platform.release.OutputForm;
import dev.dermstream.platform.release.Profile;
import dev.dermstream.v1.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileGuidesTest {
  private static final GuideConfig ON = new GuideConfig(true);
  private static final int ROOM = 8192;

  @TempDir Path directory;

  @Test
  void guidesAProfileThatWasKnownFromTheStartAndOneThatComesLater() throws IOException {
    Profile first = Profiles.of(OutputForm.XML_REPORT);
    Profile later = Profiles.of(OutputForm.LABEL);
    ProfileGuides guides = guides(first);
    guides.requireVocabulary();
    guides.awaitBegun();

    assertThat(guides.begin(first, Language.LANGUAGE_KOREAN)).as("before it is added").isEmpty();
    guides.add(first, ROOM);
    guides.add(later, ROOM);

    for (Profile profile : List.of(first, later)) {
      assertThat(guides.begin(profile, Language.LANGUAGE_ENGLISH)).isPresent();
      assertThat(guides.begin(profile, Language.LANGUAGE_KOREAN)).isPresent();
    }
  }

  @Test
  void refusesAFormThatFailedMeanwhileWhenItsProfileIsAdded() throws IOException {
    Profile tooShort = Profiles.of(OutputForm.XML_REPORT, 3);
    ProfileGuides guides = guides(tooShort);

    guides.awaitBegun();

    assertThatThrownBy(() -> guides.add(tooShort, ROOM))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("max_new_tokens is 3");
    assertThat(guides.begin(tooShort, Language.LANGUAGE_ENGLISH)).isEmpty();
  }

  @Test
  void refusesAPromptThatLeavesNoRoom() {
    Profile profile = Profiles.of(OutputForm.XML_REPORT);
    ProfileGuides guides = guides(profile);

    assertThatThrownBy(() -> guides.add(profile, 3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leaves room for 3 tokens");
  }

  @Test
  void refusesAVocabularyThatCannotBeReadEvenIfNoProfileNeedsIt() throws IOException {
    Path tokenizer = Files.writeString(directory.resolve("tokenizer.json"), "{}");
    ProfileGuides guides = ProfileGuides.of(ON, tokenizer, Set.of(Vocabularies.END), List.of(), 1);

    assertThatThrownBy(guides::requireVocabulary)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(tokenizer.toString());
  }

  @Test
  void guidesNothingWhereGuidesAreOff() throws IOException {
    Profile profile = Profiles.of(OutputForm.XML_REPORT);
    ProfileGuides guides =
        ProfileGuides.of(
            new GuideConfig(false), directory.resolve("none"), Set.of(), List.of(profile), 1);

    guides.requireVocabulary();
    guides.add(profile, ROOM);

    assertThat(guides.begin(profile, Language.LANGUAGE_ENGLISH)).isEmpty();
  }

  private static ProfileGuides guides(Profile... first) {
    return ProfileGuides.of(
        ON,
        TinyModel.directory().resolve("tokenizer.json"),
        Set.of(Vocabularies.END),
        List.of(first),
        2);
  }
}
