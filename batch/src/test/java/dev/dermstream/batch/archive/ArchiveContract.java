package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.batch.v1.Source;
import dev.dermstream.platform.config.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of every kind of archive. */
abstract class ArchiveContract {
  static final int MOST = 1 << 20;
  private static final int READERS = 8;
  private static final String LAST = "z/last.dcm";

  @TempDir Path folder;

  /** Makes an archive of files, by name in order, and returns its location. */
  abstract String make(SequencedMap<String, byte[]> files) throws Exception;

  /** Takes one of the files of the archive away, or the archive. */
  abstract void remove(String name) throws Exception;

  /** What configures archives of this kind. */
  String settings() {
    return "";
  }

  @Test
  void listsTheSameInTheSameOrderTwice() throws Exception {
    SequencedMap<String, byte[]> files = files();
    try (Archive archive = open(make(files))) {
      List<Entry> listed = list(archive);

      assertThat(listed).extracting(Entry::name).containsExactlyElementsOf(files.keySet());
      assertThat(listed)
          .allSatisfy(entry -> {
            assertThat(entry.fault()).isNull();
            assertThat(entry.bytes()).isIn(-1L, (long) files.get(entry.name()).length);
          });
      assertThat(list(archive)).isEqualTo(listed);
    }
  }

  @Test
  void readsTheBytesWhereNothingWasListed() throws Exception {
    SequencedMap<String, byte[]> files = files();
    String location = make(files);
    List<Entry> listed = listed(location);

    try (Archive other = open(location)) {
      for (Entry entry : listed.reversed()) {
        assertThat(other.read(entry, MOST)).isEqualTo(files.get(entry.name()));
      }
    }
  }

  @Test
  void readsForManyAtOnce() throws Exception {
    SequencedMap<String, byte[]> files = files();
    String location = make(files);
    List<Entry> listed = listed(location);

    try (Archive archive = open(location);
        ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
      List<Future<?>> reads = new ArrayList<>();
      for (int i = 0; i < READERS * listed.size(); i++) {
        Entry entry = listed.get(i % listed.size());
        reads.add(
            readers.submit(
                () -> assertThat(archive.read(entry, MOST)).isEqualTo(files.get(entry.name()))));
      }
      for (Future<?> read : reads) {
        read.get();
      }
    }
  }

  @Test
  void saysOfAFileThatIsGoneThatItIsMissing() throws Exception {
    String location = make(files());
    Entry last = listed(location).getLast();

    try (Archive archive = open(location)) {
      remove(LAST);

      assertFault(archive, last, MOST, ArchiveFault.MISSING);
    }
  }

  @Test
  void refusesMoreBytesThanAreAllowed() throws Exception {
    SequencedMap<String, byte[]> files = files();
    String location = make(files);
    Entry last = listed(location).getLast();
    int bytes = files.get(last.name()).length;

    try (Archive archive = open(location)) {
      assertThat(archive.read(last, bytes)).hasSize(bytes);
      assertFault(archive, last, bytes - 1, ArchiveFault.TOO_LARGE);
    }
  }

  @Test
  void namesAreNotInMessages() throws Exception {
    String location = make(files());
    Entry last = listed(location).getLast();
    try (Archive archive = open(location)) {
      assertThatThrownBy(() -> archive.read(last, 1)).hasMessageNotContaining("last");
      remove(LAST);
      assertThatThrownBy(() -> archive.read(last, MOST)).hasMessageNotContaining("last.dcm");
    }
  }

  final Archive open(String location) throws ArchiveException {
    return Archives.open(source(location), config());
  }

  Source source(String location) {
    return Source.newBuilder().setLocation(location).build();
  }

  final ArchiveConfig config() {
    String own =
        "dermstream.batch.archive { work-directory = \"%s\"\n%s }"
            .formatted(folder.resolve("work"), settings());
    return ArchiveConfig.from(
        ConfigFactory.parseString(own).withFallback(Configuration.load(null)));
  }

  final List<Entry> listed(String location) throws Exception {
    try (Archive archive = open(location)) {
      return list(archive);
    }
  }

  static List<Entry> list(Archive archive) throws IOException, InterruptedException {
    List<Entry> found = new ArrayList<>();
    archive.list(found::add);
    return found;
  }

  static void assertFault(Archive archive, Entry entry, int mostBytes, ArchiveFault fault) {
    assertThatThrownBy(() -> archive.read(entry, mostBytes))
        .isInstanceOfSatisfying(
            ArchiveException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  /** Files whose bytes are drawn, in the order of their names. */
  SequencedMap<String, byte[]> files() {
    SequencedMap<String, byte[]> files =
        new TreeMap<>((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));
    for (String name :
        List.of("a.jpg", "b/c.png", "b/d/without-ending", "b/환자 😀.JPEG", "empty.jpg", LAST)) {
      files.put(name, bytes(name));
    }
    return files;
  }

  byte[] bytes(String name) {
    byte[] bytes = new byte[name.startsWith("empty") ? 0 : 1000 + 100_000 * name.length() / 20];
    new Random(name.hashCode()).nextBytes(bytes);
    return bytes;
  }
}
