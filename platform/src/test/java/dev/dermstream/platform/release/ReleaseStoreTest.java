package dev.dermstream.platform.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseStoreTest {
  @TempDir Path folder;
  private ReleaseStore store;

  @BeforeEach
  void openAStore() {
    store = new ReleaseStore(folder.resolve("store"), TrustedKeys.NONE);
  }

  @Test
  void aReleaseIsPublishedUnderTheDigestOfItsContentAndOnce() throws IOException {
    Release built = store.build(draft(1), ReleaseCheck.NONE);

    assertThat(built.directory()).isEqualTo(folder.resolve("store/releases/" + built.id()));
    assertThat(store.build(draft(1), ReleaseCheck.NONE).id()).isEqualTo(built.id());
    assertThat(store.ids()).containsExactly(built.id());
    assertThat(store.load(built.id().substring(0, 10))).isEqualTo(built);
    assertThat(store.live()).isEmpty();
    assertThat(folder.resolve("store/unfinished")).doesNotExist();
  }

  @Test
  void aReleaseTakesOverAnotherIndexAndNamesItsParent() throws IOException {
    Release parent = store.build(draft(1), ReleaseCheck.NONE);
    Path index = Files.createDirectories(folder.resolve("other-index"));
    Files.writeString(index.resolve("clusters.safetensors"), "clusters");
    Path metrics = Files.writeString(folder.resolve("m.json"), "{\"accuracy\": 0.9}");

    Release child =
        store.build(
            new ReleaseDraft(
                folder.resolve("draft1"),
                "",
                Optional.empty(),
                Optional.empty(),
                Map.of("two", index),
                Optional.of(metrics),
                parent.id(),
                Optional.empty()),
            ReleaseCheck.NONE);

    StoredRelease stored = store.find(child.id());
    assertThat(stored.parent()).isEqualTo(parent.id());
    assertThat(stored.digests())
        .containsKey("profiles/two/index/clusters.safetensors")
        .doesNotContainKey("profiles/two/index/index.json");
    assertThat(store.metrics(child.id())).contains("{\"accuracy\": 0.9}");
    assertThat(child.modelDigest()).isEqualTo(parent.modelDigest());
    assertThat(child.notice()).isEqualTo("not for clinical use");
  }

  @Test
  void decisionsHaveGrowingEpochsAndRollbackWalksBack() throws IOException {
    String one = store.build(draft(1), ReleaseCheck.NONE).id();
    String two = store.build(draft(2), ReleaseCheck.NONE).id();
    String three = store.build(draft(3), ReleaseCheck.NONE).id();
    for (String id : List.of(one, two, three)) {
      store.activate(id, ReleaseCheck.NONE, false, "");
    }
    assertThat(store.activate(three, ReleaseCheck.NONE, false, "again").epoch()).isEqualTo(3);

    assertThat(store.rollback(ReleaseCheck.NONE, false, "worse").live())
        .isEqualTo(new LiveRelease(two, 4, three));
    assertThat(store.rollback(ReleaseCheck.NONE, true, "").live())
        .isEqualTo(new LiveRelease(one, 5, ""));

    assertThat(LiveRelease.read(store.livePointer())).isEqualTo(new LiveRelease(one, 5));
    assertThat(store.history())
        .extracting(Decision::release)
        .containsExactly(one, two, three, two, one);
    assertThat(store.history().get(3).reason()).isEqualTo("worse");
    assertThatIOException()
        .isThrownBy(() -> store.rollback(ReleaseCheck.NONE, false, ""))
        .withMessageContaining("no release was live before");
    store.activate(three, ReleaseCheck.NONE, false, "");
    assertThat(store.rollback(ReleaseCheck.NONE, false, "").release()).isEqualTo(one);
  }

  @Test
  void everyFlippedByteIsFoundBeforeItIsServed() throws IOException {
    Release live = store.build(draft(1), ReleaseCheck.NONE);
    Release next = store.build(draft(2), ReleaseCheck.NONE);
    store.activate(live.id(), ReleaseCheck.NONE, false, "");

    for (Path file : DurableFiles.filesIn(next.directory())) {
      byte[] right = Files.readAllBytes(file);
      byte[] wrong = right.clone();
      wrong[wrong.length / 2] ^= 1;
      Files.write(file, wrong);

      assertThatIOException()
          .as("%s", file)
          .isThrownBy(() -> store.activate(next.id(), ReleaseCheck.NONE, false, ""));
      Files.write(file, right);
    }
    assertThat(store.live().orElseThrow().release()).isEqualTo(live.id());
    assertThat(store.activate(next.id(), ReleaseCheck.NONE, false, "").epoch()).isEqualTo(2);
  }

  @Test
  void aManifestOfAnotherReleaseIsFound() throws IOException {
    Release one = store.build(draft(1), ReleaseCheck.NONE);
    Release two = store.build(draft(2), ReleaseCheck.NONE);
    new DurableFiles(step -> {}).deleteTree(two.directory());
    new DurableFiles(step -> {}).copyTree(one.directory(), two.directory(), file -> true);

    assertThatIOException()
        .isThrownBy(() -> store.load(two.id()))
        .withMessageContaining("its manifest was altered");
  }

  @Test
  void whatFailsItsCheckIsNeitherPublishedNorLive() throws IOException {
    ReleaseCheck refuses =
        release -> {
          throw new IOException("the index does not open");
        };
    assertThatIOException()
        .isThrownBy(() -> store.build(draft(1), refuses))
        .withMessage("the index does not open");
    assertThat(store.ids()).isEmpty();

    String id = store.build(draft(1), ReleaseCheck.NONE).id();
    assertThatIOException().isThrownBy(() -> store.activate(id, refuses, false, ""));
    assertThat(store.live()).isEmpty();
  }

  @Test
  void aNewerFormatIsRefusedInSoManyWords() throws IOException {
    Release built = store.build(draft(1), ReleaseCheck.NONE);
    Path manifest = built.directory().resolve("release.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("\"format\": 1", "\"format\": 2"));

    assertThatIOException()
        .isThrownBy(() -> store.load(built.id()))
        .withMessageContaining("format 2 is newer than this version reads");
  }

  @Test
  void aLinkIsNoPartOfARelease() throws IOException {
    Release built = store.build(draft(1), ReleaseCheck.NONE);
    Path index = built.directory().resolve("profiles/two/index");
    Path elsewhere = folder.resolve("elsewhere");
    Files.move(index, elsewhere);
    Files.createSymbolicLink(index, elsewhere);

    assertThatIOException()
        .isThrownBy(() -> store.load(built.id()))
        .withMessageContaining("profiles/two/index is a symbolic link");
  }

  @Test
  void onlySignedReleasesAreServedWhereKeysAreTrusted()
      throws IOException, GeneralSecurityException {
    Path key = key("right");
    Path otherKey = key("other");
    TrustedKeys trusted = TrustedKeys.read(List.of(folder.resolve("right.pub")));
    ReleaseStore strict = new ReleaseStore(folder.resolve("store"), trusted);
    Release unsigned = store.build(draft(1), ReleaseCheck.NONE);
    Release foreign = store.build(signed(2, otherKey), ReleaseCheck.NONE);

    assertThatIOException()
        .isThrownBy(() -> strict.activate(unsigned.id(), ReleaseCheck.NONE, false, ""))
        .withMessageContaining("is not signed");
    assertThatIOException()
        .isThrownBy(() -> strict.activate(foreign.id(), ReleaseCheck.NONE, false, ""))
        .withMessageContaining("not signed by a trusted key");
    Release signed = strict.build(signed(3, key), ReleaseCheck.NONE);
    assertThat(strict.activate(signed.id(), ReleaseCheck.NONE, false, "").epoch()).isEqualTo(1);
    assertThat(strict.list()).extracting(StoredRelease::signed).contains(true, false);
  }

  @Test
  void idsCannotLeaveTheStore() {
    assertThatIOException().isThrownBy(() -> store.load("../../etc"));
    assertThatIOException().isThrownBy(() -> store.load(""));
    assertThatIOException()
        .isThrownBy(() -> store.load("trial-0123456789abcdef"))
        .withMessageContaining("has no release");
  }

  @Test
  void twoWritersDoNotMix() throws IOException {
    String id = store.build(draft(1), ReleaseCheck.NONE).id();
    Files.createDirectories(folder.resolve("store/history"));
    try (StoreLock _ = StoreLock.take(folder.resolve("store/live.lock"))) {
      assertThatIOException()
          .isThrownBy(() -> store.activate(id, ReleaseCheck.NONE, false, ""))
          .withMessageContaining("another command is changing it");
    }
    assertThat(store.activate(id, ReleaseCheck.NONE, false, "").epoch()).isEqualTo(1);
  }

  private ReleaseDraft draft(int number) throws IOException {
    return SampleRelease.draft(folder.resolve("draft" + number), number);
  }

  private ReleaseDraft signed(int number, Path key) throws IOException {
    return new ReleaseDraft(
        draft(number).from(),
        "",
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        "",
        Optional.of(SigningKey.read(key)));
  }

  private Path key(String name) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Files.writeString(
        folder.resolve(name + ".pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    return Files.writeString(
        folder.resolve(name + ".key"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
  }
}
