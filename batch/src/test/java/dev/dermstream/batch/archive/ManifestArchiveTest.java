package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import dev.dermstream.platform.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ManifestArchiveTest {
  private static final byte[] BYTES = {1, 2, 3};

  /** Lists of files that lie beside them. */
  abstract static class Contract extends ArchiveContract {
    @Override
    String make(SequencedMap<String, byte[]> files) throws IOException {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        put(file.getKey(), file.getValue());
      }
      return list(ending(), text(files));
    }

    abstract String ending();

    abstract String text(SequencedMap<String, byte[]> files);

    @Override
    void remove(String name) throws IOException {
      Files.delete(folder.resolve(name));
    }

    final void put(String name, byte[] bytes) throws IOException {
      Path path = folder.resolve(name);
      Files.createDirectories(path.getParent());
      Files.write(path, bytes);
    }

    final String list(String ending, String text) throws IOException {
      return Files.writeString(folder.resolve("list." + ending), text).toString();
    }
  }

  @Nested
  class JsonLines extends Contract {
    @Override
    String ending() {
      return "jsonl";
    }

    @Override
    String text(SequencedMap<String, byte[]> files) {
      StringBuilder text = new StringBuilder();
      files.forEach((name, bytes) ->
          text.append(
              "{\"path\":%s,\"sha256\":\"%s\",\"bytes\":%d,\"more\":[]}\n"
                  .formatted(new Gson().toJson(name), Sha256.hex(bytes), bytes.length)));
      return text.toString();
    }

    @Test
    void namesLinesThatCannotBeReadAndGoesOn() throws Exception {
      put("a.jpg", BYTES);
      String location =
          list(
              "jsonl",
              """
              \uFEFF"a.jpg"
              {"path": "a.jpg"

              {"name": "a.jpg"}
              {"path": 7, "sha256": "abc"}
              {"path": "a.jpg", "sha256": "abc"}
              {"path": "a.jpg", "bytes": -1}
              {"sha256": ""}
              "a\\u0000.jpg"
              "a\\ud800.jpg"
              "%s"
              ["a.jpg"]
              null
              {"file": "line 2"}
              "a.jpg"\r
              """
                  .formatted("x".repeat(70_000)));

      List<Entry> listed = listed(location);

      assertThat(listed.stream().filter(entry -> entry.fault() == null).map(Entry::name))
          .containsExactly("a.jpg", "a.jpg#4", "line 2#14", "a.jpg#15");
      assertThat(listed.stream().filter(entry -> entry.fault() == ArchiveFault.BROKEN))
          .extracting(Entry::name)
          .containsExactly(
              "line 2", "line 5", "line 6", "line 7", "line 8", "line 9", "line 10", "line 11",
              "line 12", "line 13");
      assertThat(listed).hasSize(14);
    }

    @Test
    void readsNamesThatComeTwiceByTheirPaths() throws Exception {
      put("a.jpg", BYTES);
      String location =
          list("jsonl", "\"a.jpg\"\n\"%s\"\n\"a.jpg\"".formatted(folder.resolve("a.jpg")));

      List<Entry> listed = listed(location);

      assertThat(listed).hasSize(3);
      try (Archive archive = open(location)) {
        for (Entry entry : listed) {
          assertThat(archive.read(entry, MOST)).isEqualTo(BYTES);
        }
      }
    }

    @Test
    void bytesOtherThanThoseOfTheListAreChanged() throws Exception {
      put("a.jpg", new byte[] {1, 2, 4});
      put("b.jpg", new byte[] {1, 2, 3, 4});
      String location =
          list(
              "jsonl",
              "{\"path\":\"a.jpg\",\"sha256\":\"%s\"}\n{\"path\":\"b.jpg\",\"bytes\":3}"
                  .formatted(Sha256.hex(BYTES)));
      List<Entry> listed = listed(location);

      try (Archive archive = open(location)) {
        assertFault(archive, listed.getFirst(), MOST, ArchiveFault.CHANGED);
        assertFault(archive, listed.getLast(), MOST, ArchiveFault.CHANGED);
        put("a.jpg", BYTES);
        assertThat(archive.read(listed.getFirst(), MOST)).isEqualTo(BYTES);
      }
    }
  }

  @Nested
  class Csv extends Contract {
    @Override
    String ending() {
      return "csv";
    }

    @Override
    String text(SequencedMap<String, byte[]> files) {
      StringBuilder text = new StringBuilder("label,SHA256, Path ,bytes\r\n");
      files.forEach((name, bytes) ->
          text.append("\"x,y\",%s,%s,%d\r\n".formatted(Sha256.hex(bytes), name, bytes.length)));
      return text.toString();
    }

    @Test
    void readsQuotedCommasQuotesAndLineBreaks() throws Exception {
      String name = "a,\"b\"\nc.jpg";
      put(name, BYTES);
      String location = list("csv", "name,label\n\"a,\"\"b\"\"\nc.jpg\",x\n");

      List<Entry> listed = listed(location);

      assertThat(listed).containsExactly(new Entry(name, "", -1));
      try (Archive archive = open(location)) {
        assertThat(archive.read(listed.getFirst(), MOST)).isEqualTo(BYTES);
      }
    }

    @Test
    void aQuoteThatIsNeverClosedCostsOneLine() throws Exception {
      String location =
          list("csv", "file,label\na.jpg,1\n\"b.jpg,2\nc.jpg,3\nd.jpg\ne.jpg,5,6\nf.jpg,7\n");

      assertThat(listed(location))
          .containsExactly(
              new Entry("a.jpg", "", -1),
              new Entry("line 3", "", -1, ArchiveFault.BROKEN),
              new Entry("c.jpg", "", -1),
              new Entry("line 5", "", -1, ArchiveFault.BROKEN),
              new Entry("line 6", "", -1, ArchiveFault.BROKEN),
              new Entry("f.jpg", "", -1));
    }

    @Test
    void asksForAHeader() throws Exception {
      String location = list("csv", "a.jpg,1\nb.jpg,2\n");

      try (Archive archive = open(location)) {
        assertThatThrownBy(() -> ArchiveContract.list(archive))
            .isInstanceOf(ArchiveException.class)
            .hasMessageContaining("column path");
      }
    }
  }
}
