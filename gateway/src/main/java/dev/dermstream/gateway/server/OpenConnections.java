package dev.dermstream.gateway.server;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of all event loops, altogether and by client address. Thread-safe. */
final class OpenConnections {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> byAddress = new ConcurrentHashMap<>();

  /**
   * @param mostPerAddress 0: no limit but that of all
   */
  OpenConnections(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /** True if there is room for one more of this address, which then counts until it leaves. */
  boolean enter(String address) {
    if (all.incrementAndGet() <= most) {
      int own = byAddress.merge(address, 1, Integer::sum);
      if (mostPerAddress == 0 || own <= mostPerAddress) {
        return true;
      }
      forget(address);
    }
    all.decrementAndGet();
    return false;
  }

  void leave(String address) {
    all.decrementAndGet();
    forget(address);
  }

  private void forget(String address) {
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }
}
