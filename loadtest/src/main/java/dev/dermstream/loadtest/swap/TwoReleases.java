package dev.dermstream.loadtest.swap;

import dev.dermstream.index.server.IndexReleaseCheck;
import dev.dermstream.loadtest.chaos.ShortRelease;
import dev.dermstream.platform.release.ReleaseDraft;
import dev.dermstream.platform.release.ReleaseStore;
import dev.dermstream.platform.release.TrustedKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A store with two releases of one model whose scores differ, because their temperatures do: an
 * answer's scores tell which of them its index was of.
 *
 * @param store in which one of them is live
 * @param ids of both
 */
record TwoReleases(ReleaseStore store, List<String> ids) {
  private static final String PROFILE = "profiles/tumour15/profile.json";
  private static final String TEMPERATURE = "\"temperature\": 0.065";

  /**
   * Makes them.
   *
   * @param home the checkout
   * @param work a folder
   */
  static TwoReleases make(Path home, Path work) throws IOException {
    ReleaseStore store = new ReleaseStore(work.resolve("store"), TrustedKeys.NONE);
    Path draft = ShortRelease.write(home, work.resolve("draft"));
    String one = store.build(ReleaseDraft.of(draft), new IndexReleaseCheck()).id();
    Path profile = draft.resolve(PROFILE);
    String text = Files.readString(profile);
    if (!text.contains(TEMPERATURE)) {
      throw new IOException(profile + " has another temperature than it had");
    }
    Files.writeString(profile, text.replace(TEMPERATURE, "\"temperature\": 0.2"));
    String other =
        store.build(ReleaseDraft.of(draft).withParent(one), new IndexReleaseCheck()).id();
    TwoReleases releases = new TwoReleases(store, List.of(one, other));
    releases.activate(0);
    return releases;
  }

  /** Makes one of them live; returns its id. */
  String activate(int which) throws IOException {
    return store.activate(ids.get(which), new IndexReleaseCheck(), false, "swap").release();
  }
}
