package dev.dermstream.pacs.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.ConfigurationException;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.ProfileInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeMapTest {
  private static final List<ProfileInfo> SERVED = List.of(Fixtures.profile());

  @TempDir private Path folder;

  @Test
  void aProposalIsRefusedForItsSignatureAlone() {
    CodeMap proposal = map(CodeMapProposal.of(SERVED));

    assertThatThrownBy(() -> proposal.require(SERVED))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "The configuration cannot be used:\n"
                + "  - confirmed-by is empty: a person of the hospital must confirm the codes");
  }

  @Test
  void aSignedProposalHasACodeForEveryClass() throws Exception {
    CodeMap signed = Fixtures.codes();

    assertThatCode(() -> signed.require(SERVED)).doesNotThrowAnyException();
    assertThat(signed.confirmation())
        .isEqualTo(new CodeMap.Confirmation("Dr. Example", "2026-11-22"));
    assertThat(signed.code("tumour4", 3))
        .contains(new Code("tumour4-3", "99DERMSTREAM", "Basal cell carcinoma"));
    assertThat(signed.code("tumour4", 4)).isEmpty();
    assertThat(signed.code("other", 0)).isEmpty();
  }

  @Test
  void codesOfLongProfileNamesFitAndDiffer() {
    ProfileInfo one = named("lesion-extract-photographs");
    ProfileInfo other = named("lesion-extract-dermoscopy");
    CodeMap map = map(sign(CodeMapProposal.of(List.of(one, other))));

    assertThatCode(() -> map.require(List.of(one, other))).doesNotThrowAnyException();
    String code = map.code(one.getName(), 123).orElseThrow().value();
    assertThat(code).hasSize(16).startsWith("lesion").endsWith("-123");
    assertThat(map.code(other.getName(), 123).orElseThrow().value()).isNotEqualTo(code);
  }

  @Test
  void tellsEveryProblemAtOnce() {
    CodeMap map =
        map(
            """
            confirmed-by = "Dr. Example"
            confirmed-on = "yesterday"
            surplus = 1
            scheme-uris { 99X = [1] }
            profiles {
              tumour4 {
                0 { value = "12345678901234567", scheme = "SCT", meaning = "too long" }
                1 { value = "1", scheme = "SCT", meaning = "" }
                2 { value = "1", scheme = "SCT", meaning = "the same" }
                x { value = "1", scheme = "SCT", meaning = "no class" }
                7 { value = "7", scheme = "99LOCAL" }
              }
            }
            """);

    assertThatThrownBy(() -> map.require(SERVED))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "confirmed-on must be a date",
            "surplus is no key",
            "scheme-uris.99X must be a text",
            "class 3 (Basal cell carcinoma)",
            "class 0: value and scheme",
            "class 1: value and scheme",
            "class 2: has the code of class 1",
            "profiles.tumour4.x is no id_code",
            "profiles.tumour4.7.meaning is missing",
            "scheme-uris has none for 99LOCAL");
  }

  @Test
  void isReadFromAFile() throws Exception {
    Path file = folder.resolve("codes.conf");
    assertThatThrownBy(() -> CodeMap.read(file)).isInstanceOf(ConfigurationException.class);
    Files.writeString(file, "{ not closed");
    assertThatThrownBy(() -> CodeMap.read(file)).isInstanceOf(ConfigurationException.class);
    Files.writeString(file, sign(CodeMapProposal.of(SERVED)));
    assertThatCode(() -> CodeMap.read(file).require(SERVED)).doesNotThrowAnyException();
  }

  private static ProfileInfo named(String name) {
    return ProfileInfo.newBuilder()
        .setName(name)
        .addLabelSet(Label.newBuilder().setIdCode(123).setNameEnglish("Nevus"))
        .build();
  }

  private static String sign(String proposal) {
    return proposal
        .replace("confirmed-by = \"\"", "confirmed-by = \"Dr. Example\"")
        .replace("confirmed-on = \"\"", "confirmed-on = \"2026-11-22\"");
  }

  private static CodeMap map(String text) {
    return CodeMap.of(ConfigFactory.parseString(text));
  }
}
