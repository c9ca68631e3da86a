package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TarArchiveTest {
  private static final int RECORD = 512;

  /** Tar files, compressed or not. */
  abstract static class Contract extends ArchiveContract {
    @Override
    String make(SequencedMap<String, byte[]> files) throws IOException {
      return write(tar(files));
    }

    @Override
    void remove(String name) throws IOException {
      Files.delete(file());
    }

    abstract Path file();

    abstract String write(byte[] tar) throws IOException;

    @Test
    void listsWhatComesBeforeTheCut() throws Exception {
      byte[] tar = tar(sameSize("a.jpg", "b.jpg", "c.jpg", "d.jpg"));
      String location = write(Arrays.copyOf(tar, 2 * 3 * RECORD + RECORD + 100));

      List<Entry> listed = listed(location);

      assertThat(listed)
          .extracting(Entry::name)
          .containsExactly("a.jpg", "b.jpg", "c.jpg", "from byte " + 7 * RECORD);
      assertThat(listed)
          .extracting(Entry::fault)
          .containsExactly(null, null, ArchiveFault.BROKEN, ArchiveFault.BROKEN);
      try (Archive archive = open(location)) {
        assertThat(archive.read(listed.get(1), MOST)).isEqualTo(twoRecords());
        assertFault(archive, listed.get(2), MOST, ArchiveFault.BROKEN);
      }
    }

    @Test
    void listsWhatComesBeforeADamagedHeader() throws Exception {
      byte[] tar = tar(sameSize("a.jpg", "b.jpg", "c.jpg"));
      tar[3 * RECORD] ^= 0x40;

      assertThat(listed(write(tar)))
          .extracting(Entry::fault)
          .containsExactly(null, ArchiveFault.BROKEN);
    }

    @Test
    void whatIsNoTarFileCannotBeListed() throws Exception {
      byte[] text = new byte[10 * RECORD];
      Arrays.fill(text, (byte) 'x');

      try (Archive archive = open(write(text))) {
        assertThatThrownBy(() -> list(archive))
            .isInstanceOfSatisfying(
                ArchiveException.class, e -> assertThat(e.fault()).isEqualTo(ArchiveFault.BROKEN))
            .hasMessageContaining(file().toString());
      }
    }

    @Test
    void namesAreOnlyNamesAndMayBeLong() throws Exception {
      String deep = "가나다라".repeat(60) + "/x.jpg";
      SequencedMap<String, byte[]> files =
          sameSize("../a.jpg", "/etc/a.jpg", "./b.jpg", "b.jpg", deep, "notes.txt", ".c.jpg");
      String location = write(tar(files));

      List<Entry> listed = listed(location);

      assertThat(listed)
          .extracting(Entry::name)
          .containsExactly("../a.jpg", "/etc/a.jpg", "b.jpg", "b.jpg#4", deep);
      try (Archive archive = open(location)) {
        for (Entry entry : listed) {
          assertThat(archive.read(entry, MOST)).isEqualTo(twoRecords());
        }
      }
    }

    @Test
    void leavesLinksAndFoldersOut() throws Exception {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
        add(tar, new TarArchiveEntry("folder/"), new byte[0]);
        add(tar, new TarArchiveEntry("link.jpg", TarConstants.LF_SYMLINK), new byte[0]);
        add(tar, new TarArchiveEntry("hard.jpg", TarConstants.LF_LINK), new byte[0]);
        add(tar, new TarArchiveEntry("a.jpg"), twoRecords());
      }

      assertThat(listed(write(bytes.toByteArray())))
          .extracting(Entry::name)
          .containsExactly("a.jpg");
    }

    @Test
    void anotherFileInItsPlaceIsSeen() throws Exception {
      Entry entry = listed(write(tar(sameSize("a.jpg", "b.jpg")))).getLast();
      String location = write(tar(sameSize("c.jpg", "d.jpg")));

      try (Archive archive = open(location)) {
        assertFault(archive, entry, MOST, ArchiveFault.CHANGED);
      }
    }
  }

  @Nested
  class Plain extends Contract {
    @Override
    Path file() {
      return folder.resolve("images.tar");
    }

    @Override
    String write(byte[] tar) throws IOException {
      return Files.write(file(), tar).toString();
    }
  }

  @Nested
  class Compressed extends Contract {
    private String settings = "";

    @Override
    String settings() {
      return settings;
    }

    @Override
    Path file() {
      return folder.resolve("images.tgz");
    }

    @Override
    String write(byte[] tar) throws IOException {
      try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file()))) {
        out.write(tar);
      }
      return file().toString();
    }

    @Test
    void leavesNothingInTheWorkDirectory() throws Exception {
      String location = write(tar(sameSize("a.jpg")));
      try (Archive archive = open(location)) {
        Entry entry = list(archive).getFirst();
        Files.delete(file());

        assertThat(archive.read(entry, MOST)).isEqualTo(twoRecords());
        try (Stream<Path> left = Files.list(folder.resolve("work"))) {
          assertThat(left).isEmpty();
        }
      }
    }

    @Test
    void expandsNoMoreThanIsConfigured() throws Exception {
      SequencedMap<String, byte[]> files = new LinkedHashMap<>();
      files.put("a.jpg", new byte[3 << 20]);
      String location = write(tar(files));
      settings = "max-expanded = 2 MiB";

      try (Archive archive = open(location)) {
        assertThatThrownBy(() -> list(archive))
            .isInstanceOfSatisfying(
                ArchiveException.class,
                e -> assertThat(e.fault()).isEqualTo(ArchiveFault.TOO_LARGE))
            .hasMessageContaining("max-expanded");
      }
    }

    @Test
    void listsWhatComesBeforeTheCutOfTheCompressedFile() throws Exception {
      SequencedMap<String, byte[]> files = files();
      write(tar(files));
      byte[] compressed = Files.readAllBytes(file());
      Files.write(file(), Arrays.copyOf(compressed, compressed.length / 2));

      List<Entry> listed = listed(file().toString());

      assertThat(listed.getFirst().fault()).isNull();
      assertThat(listed.getLast().fault()).isEqualTo(ArchiveFault.BROKEN);
      try (Archive archive = open(file().toString())) {
        assertThat(archive.read(listed.getFirst(), MOST)).isEqualTo(bytes("a.jpg"));
      }
    }

    @Test
    void whatIsNotCompressedCannotBeListed() throws Exception {
      Files.write(file(), new byte[100]);

      try (Archive archive = open(file().toString())) {
        assertThatThrownBy(() -> list(archive))
            .isInstanceOf(ArchiveException.class)
            .hasMessageContaining("gzip");
      }
    }
  }

  private static SequencedMap<String, byte[]> sameSize(String... names) {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    for (String name : names) {
      files.put(name, twoRecords());
    }
    return files;
  }

  private static byte[] twoRecords() {
    byte[] bytes = new byte[2 * RECORD];
    Arrays.fill(bytes, (byte) 7);
    return bytes;
  }

  private static byte[] tar(SequencedMap<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        add(tar, new TarArchiveEntry(file.getKey(), true), file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] bytes)
      throws IOException {
    entry.setModTime(0L);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
