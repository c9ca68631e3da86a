package dev.dermstream.pacs.session;

import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.v1.ServerFrame;
import dev.dermstream.pacs.v1.StudySummary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which summaries of studies are due: those of a study that was just completed at once, those whose
 * numbers may have changed after a pause. The studies that were completed last are followed, at
 * most {@value #MOST_FOLLOWED}; of older ones GetSession tells. Thread-safe.
 */
final class StudyNotices {
  static final int MOST_FOLLOWED = 256;

  /** How often all that are not whole yet are looked at: objects come by other doors as well. */
  private static final Duration LOOK_AT_ALL = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final String session;
  private final long pauseNanos;
  private final Map<String, StudySummary> followed = new LinkedHashMap<>();
  private final Set<String> completed = new LinkedHashSet<>();
  private final Set<String> changed = new LinkedHashSet<>();
  private long toldNanos;
  private long lookedNanos;

  StudyNotices(Ledger ledger, String session, Duration pause, List<String> studies) {
    this.ledger = ledger;
    this.session = session;
    this.pauseNanos = pause.toNanos();
    this.toldNanos = System.nanoTime() - pauseNanos;
    this.lookedNanos = System.nanoTime();
    studies.forEach(this::complete);
  }

  /** A study was completed. */
  synchronized void complete(String study) {
    followed.remove(study);
    followed.put(study, StudySummary.getDefaultInstance());
    completed.add(study);
    if (followed.size() > MOST_FOLLOWED) {
      String oldest = followed.keySet().iterator().next();
      followed.remove(oldest);
      completed.remove(oldest);
      changed.remove(oldest);
    }
  }

  /** An object of a study was received or has ended. */
  synchronized void change(String study) {
    if (followed.containsKey(study)) {
      changed.add(study);
    }
  }

  /** Takes the studies to look at now. */
  private synchronized List<String> due(boolean all) {
    long now = System.nanoTime();
    if (now - lookedNanos >= LOOK_AT_ALL.toNanos()) {
      lookedNanos = now;
      followed.forEach((study, told) -> {
        if (told.getConcluded() < told.getExpected()) {
          changed.add(study);
        }
      });
    }
    Set<String> due = new LinkedHashSet<>(completed);
    completed.clear();
    if (!changed.isEmpty() && (all || now - toldNanos >= pauseNanos)) {
      toldNanos = now;
      due.addAll(changed);
      changed.clear();
    }
    return new ArrayList<>(due);
  }

  /** How long until something may be due; zero or less if it is. */
  synchronized Duration pause(Duration most) {
    if (changed.isEmpty() && completed.isEmpty()) {
      return most;
    }
    Duration left = Duration.ofNanos(toldNanos + pauseNanos - System.nanoTime());
    return left.compareTo(most) < 0 ? left : most;
  }

  private synchronized boolean isNews(StudySummary summary) {
    String study = summary.getStudyInstanceUid();
    return followed.containsKey(study) && !summary.equals(followed.put(study, summary));
  }

  /**
   * Sends what is due.
   *
   * @param all also what changed within the pause
   */
  void send(Outgoing<ServerFrame> outgoing, boolean all)
      throws IOException, InterruptedException, CallEndedException {
    for (String study : due(all)) {
      StudySummary summary = ledger.summary(session, study);
      if (isNews(summary)) {
        outgoing.send(ServerFrame.newBuilder().setStudy(summary).build());
      }
    }
  }
}
