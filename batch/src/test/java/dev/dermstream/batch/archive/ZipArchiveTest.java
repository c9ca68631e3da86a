package dev.dermstream.batch.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;

class ZipArchiveTest extends ArchiveContract {
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final byte[] DIRECTORY_ENTRY = {'P', 'K', 1, 2};
  private static final int FLAGS_AT = 8;
  private static final int COMPRESSED_SIZE_AT = 20;
  private static final int SIZE_AT = 24;

  @Override
  String make(SequencedMap<String, byte[]> files) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(whole)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        add(zip, file.getKey(), file.getValue());
      }
    }
    return write(whole.toByteArray());
  }

  @Override
  void remove(String name) throws IOException {
    Files.delete(folder.resolve("images.zip"));
  }

  @Test
  void namesAreOnlyNames() throws Exception {
    List<String> names =
        List.of(
            "../a.jpg",
            "/etc/a.jpg",
            "b.jpg",
            "./b.jpg",
            "b.jpg",
            "notes.txt",
            "__MACOSX/._b.jpg",
            "c/");

    String location = zip(names.toArray(String[]::new));

    assertThat(listed(location))
        .extracting(Entry::name)
        .containsExactly("../a.jpg", "/etc/a.jpg", "b.jpg", "b.jpg#4", "b.jpg#5");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(Path.of(location));
    }
  }

  @Test
  void anEncryptedEntryIsBrokenAndTheRestIsNot() throws Exception {
    byte[] zip = Files.readAllBytes(Path.of(zip("a.jpg", "b.jpg")));
    zip[find(zip, 0) + FLAGS_AT] |= 1;
    String location = write(zip);

    List<Entry> listed = listed(location);

    assertThat(listed).extracting(Entry::fault).containsExactly(ArchiveFault.BROKEN, null);
    try (Archive archive = open(location)) {
      assertFault(archive, listed.getFirst(), MOST, ArchiveFault.BROKEN);
      assertThat(archive.read(listed.getLast(), MOST)).isEqualTo(BYTES);
    }
  }

  @Test
  void aFileThatIsCutOffCannotBeListed() throws Exception {
    byte[] zip = Files.readAllBytes(Path.of(zip("a.jpg", "b.jpg")));
    String location = write(Arrays.copyOf(zip, zip.length * 2 / 3));

    try (Archive archive = open(location)) {
      assertThatThrownBy(() -> list(archive))
          .isInstanceOfSatisfying(
              ArchiveException.class, e -> assertThat(e.fault()).isEqualTo(ArchiveFault.BROKEN))
          .hasMessageContaining(location);
    }
  }

  @Test
  void damagedDataAreSeen() throws Exception {
    byte[] zip = Files.readAllBytes(Path.of(zip("a.jpg", "b.jpg")));
    zip["PK..".length() + 26 + "a.jpg".length() + 2] ^= 0x55;
    String location = write(zip);
    List<Entry> listed = listed(location);

    try (Archive archive = open(location)) {
      assertFault(archive, listed.getFirst(), MOST, ArchiveFault.BROKEN);
      assertThat(archive.read(listed.getLast(), MOST)).isEqualTo(BYTES);
    }
  }

  @Test
  void anEntryWhoseDataLieOutsideIsBroken() throws Exception {
    byte[] zip = Files.readAllBytes(Path.of(zip("a.jpg", "b.jpg")));
    zip[find(zip, 0) + COMPRESSED_SIZE_AT + 2] = 0x7F;
    String location = write(zip);

    assertThat(listed(location))
        .extracting(Entry::fault)
        .containsExactly(ArchiveFault.BROKEN, null);
  }

  @Test
  void expandsNoMoreThanIsAllowedOrDeclared() throws Exception {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(whole)) {
      add(zip, "a.jpg", new byte[64 << 20]);
      add(zip, "b.jpg", new byte[64 << 20]);
    }
    byte[] zip = whole.toByteArray();
    Arrays.fill(zip, find(zip, 1) + SIZE_AT, find(zip, 1) + SIZE_AT + 4, (byte) 0);
    zip[find(zip, 1) + SIZE_AT] = 100;
    String location = write(zip);
    List<Entry> listed = listed(location);

    assertThat(listed).extracting(Entry::bytes).containsExactly(64L << 20, 100L);
    try (Archive archive = open(location)) {
      assertFault(archive, listed.getFirst(), MOST, ArchiveFault.TOO_LARGE);
      assertFault(archive, listed.getLast(), MOST, ArchiveFault.BROKEN);
    }
  }

  @Test
  void anotherFileInItsPlaceIsSeen() throws Exception {
    String location = zip("a.jpg", "b.jpg");
    Entry entry = listed(location).getFirst();
    zip("b.jpg", "a.jpg", "c.jpg");

    try (Archive archive = open(location)) {
      assertFault(archive, entry, MOST, ArchiveFault.CHANGED);
    }
  }

  private String zip(String... names) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(whole)) {
      for (String name : names) {
        add(zip, name, name.endsWith("/") ? new byte[0] : BYTES);
      }
    }
    return write(whole.toByteArray());
  }

  private String write(byte[] zip) throws IOException {
    return Files.write(folder.resolve("images.zip"), zip).toString();
  }

  /** PNG files are stored, others compressed. */
  private static void add(ZipArchiveOutputStream zip, String name, byte[] bytes)
      throws IOException {
    ZipArchiveEntry entry = new ZipArchiveEntry(name);
    if (name.endsWith(".png")) {
      CRC32 crc32 = new CRC32();
      crc32.update(bytes);
      entry.setMethod(ZipArchiveEntry.STORED);
      entry.setSize(bytes.length);
      entry.setCrc(crc32.getValue());
    }
    zip.putArchiveEntry(entry);
    zip.write(bytes);
    zip.closeArchiveEntry();
  }

  /** Where an entry of the directory begins. */
  private static int find(byte[] zip, int number) {
    int at = -1;
    for (int i = 0; i <= number; i++) {
      at++;
      while (!Arrays.equals(zip, at, at + 4, DIRECTORY_ENTRY, 0, 4)) {
        at++;
      }
    }
    return at;
  }
}
