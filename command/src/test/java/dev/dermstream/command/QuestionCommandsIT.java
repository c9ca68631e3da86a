package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.dermstream.command.CommandProcess.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code screen} with labels, on the profile that was taught to choose and on the one that writes
 * records, and {@code ask}, on the demonstration release and a drawn nevus.
 */
class QuestionCommandsIT {
  private static final String NAMES = "psoriasis, eczema,eczema herpeticum ,건선";

  @TempDir static Path folder;

  private static RunningCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = new RunningCluster();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void labelsAreRankedAsJson() throws Exception {
    Outcome outcome =
        dermstream(
            "screen", nevus(), "--profile", "mm-skin", "--labels", NAMES, "--format", "json");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    JsonObject answer = JsonParser.parseString(outcome.out()).getAsJsonObject();
    List<String> labels = new ArrayList<>();
    double sum = 0;
    double before = 100;
    for (JsonElement each : answer.getAsJsonArray("ranking")) {
      double likelihood = each.getAsJsonObject().get("likelihood").getAsDouble();
      labels.add(each.getAsJsonObject().get("label").getAsString());
      assertThat(likelihood).isBetween(0.0, before);
      sum += likelihood;
      before = likelihood;
    }
    assertThat(labels).containsExactlyInAnyOrder("psoriasis", "eczema", "eczema herpeticum", "건선");
    assertThat(sum).isCloseTo(100, within(1e-6));
    assertThat(answer.get("any_label").getAsDouble()).isBetween(0.0, 100.0);
    assertThat(answer.get("profile").getAsString()).isEqualTo("mm-skin");
    assertThat(answer.get("notice").getAsString()).contains("not for clinical use");
    assertThat(outcome.err()).contains("1 answered").contains("not for clinical use");
  }

  @Test
  void labelsAreRankedAsATable() throws Exception {
    Outcome outcome = dermstream("screen", nevus(), "--profile", "mm-skin", "--labels", NAMES);

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("LIKELY").contains("eczema herpeticum").contains("건선");
    assertThat(outcome.out().lines()).hasSize(2);
  }

  @Test
  void labelsThatCannotBeRankedAreSaidWithTheirReason() throws Exception {
    Outcome twice = dermstream("screen", nevus(), "--profile", "mm-skin", "--labels", "a,A");
    assertThat(twice.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(twice.out()).contains("INVALID_INPUT: Labels 1 and 2 are the same but for case.");

    Outcome untaught =
        dermstream("screen", nevus(), "--profile", "lesion-extract", "--labels", "a,b");
    assertThat(untaught.out()).contains("UNSUPPORTED_BY_PROFILE");

    Outcome xml = dermstream("screen", nevus(), "--labels", "a,b", "--format", "xml");
    assertThat(xml.err()).contains("--labels are answered as a table or as json");
  }

  @Test
  void theRightLabelIsRankedFirst() throws Exception {
    Outcome outcome =
        dermstream(
            "screen",
            nevus(),
            "--profile",
            "mm-skin",
            "--labels",
            "Malignant Melanoma,Melanocytic Nevus,Hemangioma");

    assertThat(outcome.out()).containsPattern("nevus-01.jpg +Melanocytic Nevus +\\d\\d\\.\\d%");
  }

  @Test
  void aRecordIsPrintedFieldByField() throws Exception {
    Outcome table = dermstream("screen", nevus(), "--profile", "lesion-extract");
    assertThat(table.out())
        .as(table.err())
        .containsPattern("(?m)^  color: \\S+")
        .containsPattern("(?m)^  borders: \\S+");

    Outcome json = dermstream("screen", nevus(), "--profile", "lesion-extract", "--format", "json");
    JsonObject report = JsonParser.parseString(json.out()).getAsJsonObject();
    assertThat(report.getAsJsonObject("record").keySet())
        .containsExactly("lesion_type", "color", "symmetry", "borders", "texture");
    assertThat(report.get("summary").getAsString()).isNotBlank();

    Outcome xml = dermstream("screen", nevus(), "--profile", "lesion-extract", "--format", "xml");
    assertThat(xml.out()).containsPattern("<field name=\"color\">[^<]+</field>");
  }

  @Test
  void aQuestionIsAnsweredAndItsOriginNamed() throws Exception {
    Outcome outcome =
        dermstream(
            "ask", nevus(), "--profile", "mm-skin", "--question", "What colour is the lesion?");

    assertThat(outcome.out().strip()).isEqualToIgnoringCase("brown");
    assertThat(outcome.err())
        .contains("Answered by release demonstration-")
        .contains("profile mm-skin")
        .contains("not for clinical use");
    Outcome again =
        dermstream(
            "ask", nevus(), "--profile", "mm-skin", "--question", "What colour is the lesion?");
    assertThat(again.out()).isEqualTo(outcome.out());
  }

  @Test
  void theProfileOfInfectionsAnswersTheQuestionsOfItsData() throws Exception {
    Outcome outcome =
        dermstream(
            "ask", nevus(), "--profile", "bacterial-vqa", "--question", "How is the border?");

    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("The border is ");
  }

  @Test
  void aQuestionThatCannotBeAskedIsSaidInOneLine() throws Exception {
    Outcome records =
        dermstream("ask", nevus(), "--profile", "lesion-extract", "--question", "Why?");
    assertThat(records.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(records.err()).contains("UNSUPPORTED_BY_PROFILE").doesNotContain("\tat ");

    Outcome missing = dermstream("ask", "no-such.jpg", "--question", "Why?");
    assertThat(missing.status()).isEqualTo(Dermstream.EXIT_INCOMPLETE);
    assertThat(missing.err()).contains("no-such.jpg: no such file");

    Outcome unasked = dermstream("ask", nevus());
    assertThat(unasked.status()).isEqualTo(Dermstream.EXIT_USAGE);
    assertThat(unasked.err()).contains("--question");
  }

  private static Outcome dermstream(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--server", cluster.address()));
    return CommandProcess.run(folder, all.toArray(String[]::new));
  }

  private static String nevus() throws IOException {
    return Repository.sample("nevus").toString();
  }
}
