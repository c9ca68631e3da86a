package dev.dermstream.pacs.counterpart;

import dev.dermstream.pacs.delivery.DeliveryLog;
import dev.dermstream.pacs.delivery.Parcel;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A log that outlives the deliveries, though not the process. Thread-safe. */
public final class MemoryDeliveryLog implements DeliveryLog {
  private final Clock clock;
  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private final Map<Long, String> refused = new LinkedHashMap<>();
  private final Map<Long, Integer> delivered = new HashMap<>();
  private long last;

  private record Entry(long id, String destination, Parcel parcel, int attempts, Instant due) {}

  public MemoryDeliveryLog(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized long add(String destination, Parcel parcel) {
    long id = ++last;
    entries.put(id, new Entry(id, destination, parcel, 0, clock.instant()));
    return id;
  }

  @Override
  public synchronized List<Waiting> due(String destination, Instant now, int limit) {
    return of(destination, entry -> !entry.due().isAfter(now)).stream()
        .limit(limit)
        .map(entry -> new Waiting(entry.id(), entry.attempts()))
        .toList();
  }

  @Override
  public synchronized Optional<Instant> nextDue(String destination, Instant now) {
    return of(destination, entry -> entry.due().isAfter(now)).stream().map(Entry::due).findFirst();
  }

  @Override
  public synchronized Optional<Parcel> parcel(long id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::parcel);
  }

  @Override
  public synchronized void delivered(long id) {
    entries.remove(id);
    delivered.merge(id, 1, Integer::sum);
  }

  @Override
  public synchronized void failed(long id, String reason, Instant nextAttempt) {
    entries.computeIfPresent(
        id,
        (key, entry) ->
            new Entry(id, entry.destination(), entry.parcel(), entry.attempts() + 1, nextAttempt));
  }

  @Override
  public synchronized void refused(long id, String reason) {
    entries.remove(id);
    refused.put(id, reason);
  }

  @Override
  public synchronized long pending(String destination) {
    return of(destination, entry -> true).size();
  }

  /** Failed attempts of a parcel that still waits; 0 of one that does not. */
  public synchronized int attempts(long id) {
    Entry entry = entries.get(id);
    return entry == null ? 0 : entry.attempts();
  }

  /** Reasons by id, in the order in which parcels were refused. */
  public synchronized Map<Long, String> refused() {
    return Map.copyOf(refused);
  }

  /** How often each parcel was delivered. */
  public synchronized Map<Long, Integer> delivered() {
    return Map.copyOf(delivered);
  }

  private List<Entry> of(String destination, Predicate<Entry> which) {
    return entries.values().stream()
        .filter(entry -> entry.destination().equals(destination))
        .filter(which)
        .sorted(Comparator.comparing(Entry::due).thenComparingLong(Entry::id))
        .toList();
  }
}
