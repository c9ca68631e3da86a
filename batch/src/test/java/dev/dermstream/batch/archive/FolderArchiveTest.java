package dev.dermstream.batch.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FolderArchiveTest extends ArchiveContract {
  private static final byte[] BYTES = {1, 2, 3};

  @Override
  String make(SequencedMap<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      put(file.getKey(), file.getValue());
    }
    return root().toString();
  }

  @Override
  void remove(String name) throws IOException {
    Files.delete(root().resolve(name));
  }

  @Test
  void passesOverWhatDoesNotLookLikeAnImage() throws Exception {
    for (String name : List.of("notes.txt", ".hidden.jpg", "a.jpg.part", "b.PNG", "IM000001")) {
      put(name, BYTES);
    }

    assertThat(listed(root().toString()))
        .extracting(Entry::name)
        .containsExactly("IM000001", "b.PNG");
  }

  @Test
  void readsNamesOfAnyScriptAndLineBreaks() throws Exception {
    List<String> names =
        List.of(
            "a\nb.jpg",
            "피부/환자 1.png",
            "\u1112\u1161\u11ab.png",
            "😀.jpg",
            "\uFFFD.jpg",
            "%41.jpg",
            "a\\b.jpg");
    for (String name : names) {
      put(name, name.getBytes(UTF_8));
    }

    try (Archive archive = open(root().toString())) {
      List<Entry> listed = list(archive);
      assertThat(listed).extracting(Entry::name).containsExactlyInAnyOrderElementsOf(names);
      assertThat(listed).extracting(Entry::locator).containsOnly("");
      for (Entry entry : listed) {
        assertThat(archive.read(entry, MOST)).isEqualTo(entry.name().getBytes(UTF_8));
      }
    }
  }

  @Test
  void writesBytesOfANameThatAreNoUtf8AsHexadecimal() throws Exception {
    put("x/plain.jpg", BYTES);
    put("x/\\xFF.jpg", BYTES);
    String base = "file://" + root() + "/x/";
    List<String> encoded = List.of("%FF.jpg", "%ED%94%FE%5C.jpg");
    for (String name : encoded) {
      Files.write(Path.of(URI.create(base + name)), name.getBytes(UTF_8));
    }

    List<Entry> listed = listed(root().toString());

    assertThat(listed)
        .extracting(Entry::name)
        .containsExactly("x/\\xFF.jpg", "x/plain.jpg", "x/\\xED\\x94\\xFE\\\\.jpg", "x/~\\xFF.jpg");
    try (Archive archive = open(root().toString())) {
      assertThat(archive.read(listed.get(2), MOST)).isEqualTo(encoded.getLast().getBytes(UTF_8));
      assertThat(archive.read(listed.getLast(), MOST))
          .isEqualTo(encoded.getFirst().getBytes(UTF_8));
    }
  }

  @Test
  void isOrderedByCodePointsDepthFirst() throws Exception {
    for (String name :
        List.of(
            "b/2.jpg",
            "b/10.jpg",
            "b.jpg",
            "B.jpg",
            "가.jpg",
            "😀.jpg",
            "\uFF21.jpg",
            "a/z/1.jpg")) {
      put(name, BYTES);
    }

    assertThat(listed(root().toString()))
        .extracting(Entry::name)
        .containsExactly(
            "B.jpg", "a/z/1.jpg", "b/10.jpg", "b/2.jpg", "b.jpg", "가.jpg", "\uFF21.jpg", "😀.jpg");
  }

  @Test
  void followsLinksButNotInCircles() throws Exception {
    put("a/one.jpg", BYTES);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.write(elsewhere.resolve("two.jpg"), BYTES);
    link("a/up", root());
    link("a/self", root().resolve("a"));
    link("b", elsewhere);
    link("c.jpg", elsewhere.resolve("two.jpg"));
    link("gone.jpg", folder.resolve("nothing"));
    link("itself.jpg", root().resolve("itself.jpg"));

    List<Entry> listed = listed(root().toString());

    assertThat(listed)
        .containsExactly(
            new Entry("a/one.jpg", "", 3),
            new Entry("b/two.jpg", "", 3),
            new Entry("c.jpg", "", 3),
            new Entry("gone.jpg", "", -1, ArchiveFault.MISSING),
            new Entry("itself.jpg", "", -1, ArchiveFault.BROKEN));
    try (Archive archive = open(root().toString())) {
      assertThat(archive.read(listed.get(2), MOST)).isEqualTo(BYTES);
      assertFault(archive, listed.get(3), MOST, ArchiveFault.MISSING);
      assertFault(archive, listed.get(4), MOST, ArchiveFault.BROKEN);
    }
  }

  @Test
  void goesOnAfterWhatItMayNotRead() throws Exception {
    put("a.jpg", BYTES);
    put("closed/inner.jpg", BYTES);
    put("closed.jpg", BYTES);
    put("z.jpg", BYTES);
    Files.setPosixFilePermissions(
        root().resolve("closed"), PosixFilePermissions.fromString("---------"));
    Files.setPosixFilePermissions(
        root().resolve("closed.jpg"), PosixFilePermissions.fromString("---------"));

    assertThat(asNobody(root()))
        .containsExactly(
            "a.jpg 3 null",
            "closed -1 DENIED",
            "closed.jpg 3 DENIED",
            "z.jpg 3 null",
            "read closed.jpg: DENIED");
  }

  @Test
  void seesThatAFileChangesWhileItIsRead() throws Exception {
    put("growing.jpg", new byte[MOST / 2]);
    Path file = root().resolve("growing.jpg");
    Entry entry = listed(root().toString()).getFirst();
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!ended.get()) {
                  Files.write(file, new byte[MOST / 2]);
                  Files.write(file, BYTES, StandardOpenOption.APPEND);
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    try (Archive archive = open(root().toString())) {
      await().until(() -> fault(archive, entry) == ArchiveFault.CHANGED);
      ended.set(true);
      writer.join();
      assertThat(archive.read(entry, MOST)).isEqualTo(Files.readAllBytes(file));
    } finally {
      ended.set(true);
    }
  }

  @Test
  void readsWhatIsThereNow() throws Exception {
    put("a.jpg", BYTES);
    Entry entry = listed(root().toString()).getFirst();
    put("a.jpg", new byte[7]);

    try (Archive archive = open(root().toString())) {
      assertThat(archive.read(entry, MOST)).hasSize(7);
    }
  }

  @Test
  void aFolderThatIsGoneCannotBeListed() throws Exception {
    put("a.jpg", BYTES);
    try (Archive archive = open(root().toString())) {
      Files.delete(root().resolve("a.jpg"));
      Files.delete(root());

      assertThatThrownBy(() -> list(archive))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining(root().toString());
    }
  }

  @Tag("nightly")
  @Test
  void listsAHundredThousandFilesOfOneFolder() throws Exception {
    Files.createDirectories(root());
    TreeSet<String> names = new TreeSet<>();
    for (int i = 0; i < 100_000; i++) {
      String name = "image-" + i + ".jpg";
      Files.createFile(root().resolve(name));
      names.add(name);
    }

    List<String> listed = new ArrayList<>();
    try (Archive archive = open(root().toString())) {
      archive.list(entry -> listed.add(entry.name()));
    }

    assertThat(listed).containsExactlyElementsOf(names);
  }

  private static ArchiveFault fault(Archive archive, Entry entry) throws InterruptedException {
    try {
      archive.read(entry, MOST);
      return null;
    } catch (ArchiveException e) {
      return e.fault();
    }
  }

  /**
   * What {@link FolderListing} prints as another user where this one is not held back by rights.
   */
  private List<String> asNobody(Path listed) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("runuser", "-u", "nobody", "--"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            Path.of("target", "classes").toAbsolutePath()
                + ":"
                + Path.of("target", "test-classes").toAbsolutePath(),
            FolderListing.class.getName(),
            listed.toString()));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeThat(e).as("Left out: runuser is not on this machine, and root may read all").isNull();
      throw e;
    }
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assumeThat(output)
        .as("Left out: the user nobody may not read the classes of this build")
        .doesNotContain("ClassNotFoundException", "Permission denied");
    return output.lines().toList();
  }

  private Path root() {
    return folder.resolve("images");
  }

  private void put(String name, byte[] bytes) throws IOException {
    Path path = root().resolve(name);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  private void link(String name, Path target) throws IOException {
    Files.createSymbolicLink(root().resolve(name), target);
  }
}
