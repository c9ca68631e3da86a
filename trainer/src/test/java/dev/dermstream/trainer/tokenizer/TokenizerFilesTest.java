package dev.dermstream.trainer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenizerFilesTest {

  private static final int VOCABULARY = 700;

  private final Path directory;
  private final BpeModel model;
  private final HuggingFaceTokenizer tokenizer;

  TokenizerFilesTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    BpeTrainer trainer = new BpeTrainer();
    Texts.mixed(300).forEach(trainer::add);
    model = trainer.train(SpecialTokens.ALL, VOCABULARY);
    TokenizerFiles.write(directory, model, 1024);
    tokenizer = HuggingFaceTokenizer.newInstance(directory);
  }

  @AfterAll
  void close() {
    tokenizer.close();
  }

  @Test
  void decodesExactlyWhatWasEncoded() {
    List<String> texts =
        List.of(
            "A symmetric brown papule of 4.5 mm on the back; it isn't raised.",
            "  two  spaces, a\ttab,\r\n a line and trailing space ",
            "등에 약 12 mm 크기의 짙은 갈색 반이 있습니다.",
            "<root><label id_code=\"6\" score=\"97.3\">Malignant Melanoma</label></root>",
            "🩺🧬 é ü ß — “quotes” ½ Ⅷ ٣",
            "\u0000\u0001\u007f\u0080\u00ad\u200b\ufeff\uffff",
            "");
    for (String text : texts) {
      assertThat(decode(encode(text))).isEqualTo(text);
    }
    for (String text : Texts.mixed(30)) {
      assertThat(decode(encode(text))).isEqualTo(text);
    }
  }

  @Test
  void decodesRandomTextExactly() {
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 60); n > 0; n--) {
        int codePoint = random.nextInt(random.nextBoolean() ? 0x250 : 0x110000);
        boolean surrogate = codePoint >= 0xD800 && codePoint < 0xE000;
        text.appendCodePoint(surrogate ? ' ' : codePoint);
      }
      assertThat(decode(encode(text.toString()))).as("seed %d", seed).isEqualTo(text.toString());
    }
  }

  @Test
  void givesSpecialTokensTheFirstIds() {
    for (int id = 0; id < SpecialTokens.ALL.size(); id++) {
      String token = SpecialTokens.ALL.get(id);
      assertThat(encode(token)).containsExactly(id);
      assertThat(encode("a" + token + "b")).contains(id).hasSize(3);
    }
    assertThat(tokenizer.decode(new long[] {1, 2}, true)).isEmpty();
    assertThat(tokenizer.decode(new long[] {1, 2}, false))
        .isEqualTo(SpecialTokens.IM_START + SpecialTokens.END_OF_UTTERANCE);
  }

  @Test
  void hasExactlyTheVocabularyAskedFor() throws IOException {
    JsonObject json =
        JsonParser.parseString(Files.readString(directory.resolve("tokenizer.json")))
            .getAsJsonObject()
            .getAsJsonObject("model");
    assertThat(json.getAsJsonObject("vocab").size()).isEqualTo(VOCABULARY);
    assertThat(json.getAsJsonArray("merges").size())
        .isEqualTo(VOCABULARY - 256 - SpecialTokens.ALL.size());
  }

  /** Every learnt token is reachable, so both sides cut words alike. */
  @Test
  void usesTheMergesItLearnt() {
    for (BpeModel.Merge merge : model.merges()) {
      String token = merge.left() + merge.right();
      int id = model.tokens().indexOf(token);
      byte[] bytes = tokenizer.decode(new long[] {id}, false).getBytes(StandardCharsets.UTF_8);
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (!text.contains("\ufffd")) {
        assertThat(encode(text)).as(token).containsExactly(id);
      }
    }
  }

  @Test
  void encodesEachDigitAlone() {
    assertThat(encode("2026")).hasSize(4);
    assertThat(encode(" 12 mm")).hasSizeGreaterThanOrEqualTo(4);
  }

  @Test
  void compressesWhatItWasTrainedOn() {
    long tokens = 0;
    long bytes = 0;
    for (String text : Texts.mixed(60)) {
      tokens += encode(text).length;
      bytes += text.getBytes(StandardCharsets.UTF_8).length;
    }
    assertThat(bytes / (double) tokens).isGreaterThan(3.0);
  }

  @Test
  void refusesForeignSpecialTokens() {
    BpeModel foreign = new BpeModel(List.of("<s>"), model.tokens(), model.merges());
    assertThatThrownBy(() -> TokenizerFiles.write(directory, foreign, 8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private long[] encode(String text) {
    return tokenizer.encode(text).getIds();
  }

  private String decode(long[] ids) {
    return tokenizer.decode(ids, false);
  }
}
