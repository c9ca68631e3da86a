package dev.dermstream.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestFileTest {
  private static final String GOOD =
      "{\"identifier\":\"%s\",\"image\":\"a/%s.jpg\",\"class\":\"Milia\"}";

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("m.jsonl");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    ManifestRow full =
        new ManifestRow(
            "i-1",
            "a/b c.jpg",
            "Bowen's Disease <보웬병>",
            "P1",
            "10.1000/x",
            "clinical",
            "A \"figure\"\nof two lines",
            List.of(
                new QuestionAnswer("무슨 색인가?", "갈색", "ko"),
                new QuestionAnswer("Which colour?", "Brown", "en", List.of("Red", "White"))),
            new TreeMap<>(Map.of("en", "Brown.", "ko", "갈색.")),
            new TreeMap<>(Map.of("color", "brown")),
            List.of(new Region(3, 0, 40, 30, "Milia"), new Region(0, 0, 1, 1, "")));
    ManifestRow bare = TestRows.row("i-2", "Milia", "");

    ManifestFile.write(file, List.of(full, bare));

    ReadRows read = ManifestFile.read(file);
    assertThat(read.bad()).isEmpty();
    assertThat(read.rows()).containsExactly(full, bare);
    assertThat(Files.readAllLines(file)).hasSize(2);
    assertThatThrownBy(() -> ManifestFile.write(file, List.of(bare)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("m.jsonl is there already");
  }

  @Test
  void badRowsAreListedByLineAndTheOthersGoOn() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("\uFEFF".getBytes(StandardCharsets.UTF_8));
    line(bytes, GOOD.formatted("one", "one"));
    line(bytes, "{\"identifier\": \"broken\", ");
    line(bytes, "");
    line(bytes, GOOD.formatted("one", "other"));
    line(bytes, GOOD.formatted("other", "one"));
    line(bytes, GOOD.formatted("leaves", "../../etc/passwd"));
    line(bytes, "{\"identifier\":\"x\",\"image\":\"/x.jpg\",\"class\":\"Milia\"}");
    line(bytes, "{\"identifier\":7,\"image\":\"x.jpg\",\"class\":\"Milia\"}");
    line(bytes, "{\"identifier\":\"x\",\"image\":\"x.jpg\",\"class\":\"Milia\",\"patent\":\"P\"}");
    line(bytes, "{\"identifier\":\"x\",\"image\":\"x.jpg\"}");
    bytes.write(0xFF);
    line(bytes, GOOD.formatted("latin", "latin"));
    line(bytes, "null");
    line(bytes, GOOD.formatted("y", "y") + " {}");
    line(bytes, "{\"identifier\":\"x\",\"image\":\"x.jpg\",\"class\":\"M\",\"questions\":[3]}");
    line(bytes, regioned("x", "{\"x\":-1,\"y\":0,\"width\":1,\"height\":1}"));
    line(bytes, regioned("z", "{\"x\":0,\"y\":0,\"width\":1.5,\"height\":1}"));
    line(bytes, "[".repeat(100_000));
    line(bytes, GOOD.formatted("last", "last"));
    Files.write(file, bytes.toByteArray());

    ReadRows read = ManifestFile.read(file);

    assertThat(read.rows()).extracting(ManifestRow::identifier).containsExactly("one", "last");
    assertThat(read.bad())
        .extracting(bad -> bad.toString().replace(file + ":", ""))
        .containsExactly(
            "2: is not valid JSON",
            "4: repeats identifier one of 1",
            "5: repeats image a/one.jpg of 1",
            "6: has an image path that leaves the folder or is not in its plain form:"
                + " a/../../etc/passwd.jpg",
            "7: has an image path that leaves the folder or is not in its plain form: /x.jpg",
            "8: has a identifier that is not a text",
            "9: has an unknown key patent",
            "10: needs class",
            "11: is not UTF-8",
            "12: is not a JSON object",
            "13: is not valid JSON",
            "14: is not a JSON object",
            "15: has a region of 1 x 1 at -1, 0",
            "16: has no whole number width",
            "17: is not valid JSON");
  }

  private static String regioned(String name, String region) {
    return "{\"identifier\":\"%1$s\",\"image\":\"%1$s.jpg\",\"class\":\"M\",\"regions\":[%2$s]}"
        .formatted(name, region);
  }

  private static void line(ByteArrayOutputStream bytes, String text) {
    bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
