package dev.dermstream.node.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.dermstream.node.TinyModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenBytesTest {
  private static final String SENTENCE_PIECE =
      """
      {"version": "1.0",
       "added_tokens": [
         {"id": 0, "content": "<unk>", "special": true, "single_word": false, "lstrip": false,
          "rstrip": false, "normalized": false},
         {"id": 9, "content": "<b>", "special": false, "single_word": false, "lstrip": false,
          "rstrip": false, "normalized": false}],
       "normalizer": null, "pre_tokenizer": null, "post_processor": null,
       "decoder": {"type": "Sequence", "decoders": [
         {"type": "Replace", "pattern": {"String": "▁"}, "content": " "},
         {"type": "ByteFallback"}, {"type": "Fuse"}%s]},
       "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
         "vocab": {"<unk>": 0, "<0xEA>": 1, "<0xB0>": 2, "<0x80>": 3, "▁a": 4, "나": 5, "▁": 6,
                   "\\u00e9": 7, "</": 8}, "merges": []}}
      """;

  @TempDir Path folder;

  @Test
  void byteLevelTokensAreTheBytesThatTheTokenizerReads() throws IOException {
    Path file = TinyModel.directory().resolve("tokenizer.json");
    TokenBytes vocabulary = TokenBytes.read(file);
    String text = "<label id_code=\"6\">악성흑색종</label> caf\u00e9 \uD83D\uDE00\n\t가각힣";

    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (long id : tokenizer.encode(text, false, false).getIds()) {
        bytes.writeBytes(vocabulary.of((int) id));
      }
      assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(text);
    }
    assertThat(vocabulary.size()).isEqualTo(320);
    assertThat(vocabulary.of(2)).as("</s>").isEmpty();
    assertThat(vocabulary.of(317)).as("<image>").isEmpty();
    assertThat(vocabulary.dropsLeadingSpace()).isFalse();
  }

  @Test
  void sentencePieceTokensAreSpacesBytesAndText() throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), SENTENCE_PIECE.formatted(""));
    TokenBytes vocabulary = TokenBytes.read(file);

    assertThat(vocabulary.of(0)).isEmpty();
    assertThat(vocabulary.of(1)).containsExactly(0xEA);
    assertThat(vocabulary.of(4)).asString(StandardCharsets.UTF_8).isEqualTo(" a");
    assertThat(vocabulary.of(5)).asString(StandardCharsets.UTF_8).isEqualTo("나");
    assertThat(vocabulary.of(7)).asString(StandardCharsets.UTF_8).isEqualTo("\u00e9");
    assertThat(vocabulary.of(8)).asString(StandardCharsets.UTF_8).isEqualTo("</");
    assertThat(vocabulary.of(9)).as("an added token").isEmpty();
    assertThat(vocabulary.dropsLeadingSpace()).isFalse();
  }

  @Test
  void aDecoderThatStripsTheFirstSpaceIsKnown() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            SENTENCE_PIECE.formatted(
                ", {\"type\": \"Strip\", \"content\": \" \", \"start\": 1, \"stop\": 0}"));

    assertThat(TokenBytes.read(file).dropsLeadingSpace()).isTrue();
    try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(file)) {
      assertThat(tokenizer.decode(new long[] {4, 4, 1, 2, 3, 5})).isEqualTo("a a가나");
    }
  }

  @Test
  void unigramVocabulariesAreListsOfPairs() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tokenizer.json"),
            """
            {"added_tokens": [], "decoder": {"type": "Metaspace", "replacement": "▁",
             "prepend_scheme": "always", "split": true},
             "model": {"type": "Unigram", "vocab": [["<unk>", 0.0], ["▁x", -1.5]]}}
            """);

    assertThat(TokenBytes.read(file).of(1)).asString(StandardCharsets.UTF_8).isEqualTo(" x");
    assertThat(TokenBytes.read(file).dropsLeadingSpace()).isTrue();
  }

  @Test
  void otherVocabulariesAreRefusedByName() throws IOException {
    Path wordPiece =
        Files.writeString(
            folder.resolve("a.json"),
            "{\"decoder\": {\"type\": \"WordPiece\"}, \"model\": {\"vocab\": {}}}");
    Path broken = Files.writeString(folder.resolve("b.json"), "[]");

    assertThatThrownBy(() -> TokenBytes.read(wordPiece))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("a.json", "dermstream.node.guide.enabled = false");
    assertThatThrownBy(() -> TokenBytes.read(broken))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("b.json", "not a tokenizer.json");
  }
}
