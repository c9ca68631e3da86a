package dev.dermstream.trainer.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.dermstream.trainer.chat.ChatConfig;
import dev.dermstream.trainer.chat.ChatRefusedException;
import dev.dermstream.trainer.chat.ChatServer;
import dev.dermstream.trainer.chat.StopSignal;
import dev.dermstream.trainer.chat.TokenPrice;
import dev.dermstream.trainer.dataset.BadRow;
import dev.dermstream.trainer.dataset.DatasetException;
import dev.dermstream.trainer.dataset.ImageReader;
import dev.dermstream.trainer.dataset.ManifestRow;
import dev.dermstream.trainer.dataset.Place;
import dev.dermstream.trainer.dataset.PlacedRow;
import dev.dermstream.trainer.knowledge.Knowledge;
import dev.dermstream.trainer.knowledge.TextLanguage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptions by a model behind a real server, from the manifest's rows to their texts. */
class WrittenTextsTest {
  private static final Wanted WANTED = new Wanted(true, 3, 1);
  private static final TokenPrice PRICE = new TokenPrice(new BigDecimal("2"), new BigDecimal("10"));

  @TempDir Path folder;
  private final Deque<String> spoilt = new ConcurrentLinkedDeque<>();
  private ChatServer server;
  private Path journal = Path.of("");
  private Optional<BigDecimal> mostCost = Optional.empty();
  private ChatFigures figures = new ChatFigures("", 0, 0, Map.of(), 0, 0, BigDecimal.ZERO);

  @BeforeEach
  void start() throws IOException {
    server =
        new ChatServer(body -> {
          String instead = spoilt.poll();
          return instead == null ? answer(body) : instead;
        });
    journal = folder.resolve("journal");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void everyRowIsWrittenInBothLanguagesAndASecondRunAsksNothing() throws Exception {
    Described first = run(rows(5));

    assertThat(first.missing()).isEmpty();
    assertThat(first.descriptions()).isEqualTo(10);
    assertThat(first.questions()).isEqualTo(30);
    assertThat(first.rows())
        .allSatisfy(row -> {
          assertThat(row.descriptions()).containsOnlyKeys("en", "ko");
          assertThat(row.questions()).hasSize(6);
        });
    assertThat(figures.questions()).isEqualTo(10);
    assertThat(figures.cost()).isEqualByComparingTo("0.03");

    assertThat(run(rows(5)).rows()).isEqualTo(first.rows());
    assertThat(figures.questions()).isZero();
    assertThat(figures.cost()).isEqualByComparingTo("0.03");
    assertThat(server.requests()).hasSize(10);
  }

  @Test
  void theModelIsToldClassAndFieldsButNeitherNamesNorCaptions() throws Exception {
    run(rows(1));

    assertThat(server.requests())
        .allSatisfy(request ->
            assertThat(request.body().toString())
                .contains("noted border")
                .doesNotContain("image-0", "patient-7", "private words"));
  }

  @Test
  void answersThatCannotBeUsedAreCountedAndAskedForAgain() throws Exception {
    spoilt.add("no JSON");
    spoilt.add("{}");

    assertThat(run(rows(3)).missing()).isEmpty();
    assertThat(figures.rejected())
        .containsExactlyInAnyOrderEntriesOf(Map.of("NOT_JSON", 1L, "WRONG_FORM", 1L));
    assertThat(figures.questions()).isEqualTo(8);
  }

  @Test
  void aRowWhoseAnswersAllFailKeepsWhatItHasAndIsListed() throws Exception {
    for (int i = 0; i < 3; i++) {
      spoilt.add("no JSON");
    }
    Described described = run(rows(1), List.of(TextLanguage.EN));

    assertThat(described.rows().getFirst().descriptions()).isEmpty();
    assertThat(described.missing())
        .extracting(BadRow::toString)
        .containsExactly(
            "m.jsonl:1: has no texts in en: of 3 answers none can be used: it is not JSON");
    assertThat(run(rows(1), List.of(TextLanguage.EN)).missing()).hasSize(1);
    assertThat(figures.questions()).as("the journal knows that it was asked enough").isZero();
  }

  @Test
  void rowsThatNobodyCanWriteAboutAreListedAndTheOthersGoOn() throws Exception {
    List<PlacedRow> rows = new ArrayList<>(rows(2));
    rows.add(placed(3, ImageRows.row("gone", "Milia", "", Map.of())));
    rows.add(placed(4, ImageRows.row("strange", "Measles", "", Map.of())));
    rows.add(placed(5, ImageRows.row("broken", "Milia", "", Map.of())));
    Files.writeString(folder.resolve("broken.jpg"), "broken");

    assertThat(run(rows, List.of(TextLanguage.EN)).missing())
        .extracting(BadRow::toString)
        .containsExactly(
            "m.jsonl:3: has no image gone.jpg in the folder",
            "m.jsonl:4: the knowledge file has no class Measles",
            "m.jsonl:5: image broken.jpg: it is broken");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void whatARowHasIsKeptAndNotAskedForAgain() throws Exception {
    Described first = run(rows(2), List.of(TextLanguage.EN));
    List<PlacedRow> again =
        IntStream.range(0, 2).mapToObj(i -> placed(i + 1, first.rows().get(i))).toList();

    assertThat(run(again, List.of(TextLanguage.EN)).rows()).isEqualTo(first.rows());
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void theLimitOfCostEndsTheRunAndMoreMoneyGoesOn() throws Exception {
    mostCost = Optional.of(new BigDecimal("0.01"));
    assertThatThrownBy(() -> run(rows(20)))
        .isInstanceOf(CostLimitException.class)
        .hasMessageContaining("stopped at the limit of cost: 0.01");
    int paid = server.requests().size();
    assertThat(paid).isBetween(4, 4 + 2);

    mostCost = Optional.of(BigDecimal.ONE);
    assertThat(run(rows(20)).missing()).isEmpty();
    assertThat(server.requests()).hasSize(40);
    assertThat(figures.questions()).isEqualTo(40 - paid);
  }

  @Test
  void aTokenThatIsRefusedEndsTheRun() {
    for (int i = 0; i < 4; i++) {
      server.fail(ChatServer.status(401, "{}"));
    }

    assertThatThrownBy(() -> run(rows(20))).isInstanceOf(ChatRefusedException.class);
    assertThat(server.requests()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void aJournalThatBrokeOffLosesItsLastLineAndNothingElse() throws Exception {
    run(rows(3), List.of(TextLanguage.EN));
    String whole = Files.readString(journal);
    Files.writeString(journal, whole.substring(0, whole.length() - 20));

    assertThat(run(rows(3), List.of(TextLanguage.EN)).missing()).isEmpty();
    assertThat(figures.questions()).isEqualTo(1);
    assertThat(Files.readString(journal).lines()).hasSize(3);
  }

  @Test
  void aJournalInUseOrOfAnotherKindIsRefused() throws Exception {
    try (Journal open = Journal.open(journal)) {
      assertThat(open.usage().in()).isZero();
      assertThatThrownBy(() -> run(rows(1)))
          .isInstanceOf(DatasetException.class)
          .hasMessageContaining("is in use");
    }
    Files.writeString(journal, "{\"a\": 1}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> run(rows(1)))
        .hasMessage(journal + ":1: is no line of a journal; move the file away to begin anew");
  }

  private Described run(List<PlacedRow> rows) throws IOException, InterruptedException {
    return run(rows, List.of(TextLanguage.values()));
  }

  private Described run(List<PlacedRow> rows, List<TextLanguage> languages)
      throws IOException, InterruptedException {
    StopSignal stop = new StopSignal();
    Knowledge knowledge = Knowledge.shipped();
    ChatConfig config =
        new ChatConfig(
            server.base(),
            "m",
            Optional.empty(),
            Duration.ofSeconds(60),
            2,
            Duration.ofMillis(1),
            2,
            0,
            0,
            500,
            0.5);
    try (WrittenTexts texts =
        new WrittenTexts(
            config,
            knowledge,
            journal,
            PRICE,
            mostCost,
            new ImageReader(folder),
            WrittenTextsTest::checked,
            3,
            stop)) {
      try {
        return new DescribeRun(knowledge, texts, languages, WANTED, 2, stop, () -> {}).run(rows);
      } finally {
        figures = texts.figures();
      }
    }
  }

  private static byte[] checked(byte[] image) throws DatasetException {
    if (new String(image, StandardCharsets.UTF_8).equals("broken")) {
      throw new DatasetException("it is broken");
    }
    return image;
  }

  private List<PlacedRow> rows(int count) throws IOException {
    List<PlacedRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ManifestRow row = ImageRows.row("image-" + i, "Milia", "clinical", Map.of("border", "sharp"));
      Files.writeString(folder.resolve(row.image()), "pixels " + i);
      rows.add(
          placed(
              i + 1,
              new ManifestRow(
                  row.identifier(),
                  row.image(),
                  row.className(),
                  "patient-7",
                  "",
                  row.modality(),
                  "private words",
                  List.of(),
                  row.descriptions(),
                  row.fields(),
                  List.of())));
    }
    return rows;
  }

  private static PlacedRow placed(int line, ManifestRow row) {
    return new PlacedRow(new Place(Path.of("m.jsonl"), line), row);
  }

  /** Repeats the example that the prompt holds. */
  private static String answer(JsonObject body) {
    JsonArray messages = body.getAsJsonArray("messages");
    return messages.get(2).getAsJsonObject().get("content").getAsString();
  }
}
