package dev.dermstream.pacs.ledger;

import com.google.protobuf.Timestamp;
import dev.dermstream.pacs.v1.Disposition;
import dev.dermstream.pacs.v1.DispositionCount;
import dev.dermstream.pacs.v1.ReconcileRequest;
import dev.dermstream.pacs.v1.Reconciliation;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds what a sender has sent against the log. Each SOP Instance UID counts once, by the object
 * that stands for it, so that what was sent is the sum of what ended, what waits and what is
 * missing.
 */
final class Reconciler {
  private record Arrived(String sopInstance, int state, boolean repeats) {}

  private Reconciler() {}

  static Reconciliation reconcile(Sql sql, ReconcileRequest request) throws SQLException {
    List<Arrived> arrived =
        sql.list(
            "SELECT sop_instance, state, first IS NOT NULL FROM arrival"
                + " WHERE received >= ? AND received < ? AND (? = '' OR peer = ? OR session = ?)"
                // Those that stand come last, so that what was refused or given up before or since
                // does not count in their place.
                + " ORDER BY superseded DESC, number",
            row -> new Arrived(row.getString(1), row.getInt(2), row.getBoolean(3)),
            millis(request.getFrom()),
            millis(request.getTo()),
            request.getPeer(),
            request.getPeer(),
            request.getPeer());
    Map<String, Integer> states = new HashMap<>();
    int duplicates = 0;
    int conflicts = 0;
    for (Arrived one : arrived) {
      if (one.repeats()) {
        boolean conflict = one.state() == Disposition.DISPOSITION_CONFLICT_VALUE;
        conflicts += conflict ? 1 : 0;
        duplicates += conflict ? 0 : 1;
        // What it repeats may have come before the time that is asked for.
        states.putIfAbsent(one.sopInstance(), -1);
      } else {
        states.put(one.sopInstance(), one.state());
      }
    }
    Collection<String> sent =
        request.getSopInstanceUidsCount() == 0
            ? states.keySet()
            : new LinkedHashSet<>(request.getSopInstanceUidsList());
    return counted(sql, sent, states)
        .setRepeatedObjects(duplicates)
        .setConflictingObjects(conflicts)
        .build();
  }

  private static Reconciliation.Builder counted(
      Sql sql, Collection<String> sent, Map<String, Integer> states) throws SQLException {
    Reconciliation.Builder result = Reconciliation.newBuilder().setSent(sent.size());
    Map<Integer, Integer> counts = new TreeMap<>();
    for (String instance : sent) {
      int state = states.getOrDefault(instance, -1);
      if (state < 0) {
        // Received at another time, or never.
        state =
            sql.number(
                    "SELECT state FROM arrival WHERE sop_instance = ? AND first IS NULL"
                        + " ORDER BY superseded, number DESC LIMIT 1",
                    instance)
                .map(Long::intValue)
                .orElse(-1);
      }
      switch (state) {
        case -1 -> result.addMissingSopInstanceUids(instance);
        case 0 -> result.addWaitingSopInstanceUids(instance);
        default -> counts.merge(state, 1, Integer::sum);
      }
    }
    counts.forEach((state, count) ->
        result.addDispositions(
            DispositionCount.newBuilder().setDispositionValue(state).setCount(count)));
    return result;
  }

  private static long millis(Timestamp timestamp) {
    return timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1_000_000;
  }
}
