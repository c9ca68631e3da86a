package dev.dermstream.platform.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Values of a label, bounded: every value is a time series of its own. Thread-safe. */
final class BoundedNames {
  static final int MOST = 200;
  static final String OTHERS = "others";

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /** The name while there are few, else one that stands for all further ones. */
  String bounded(String name) {
    if (names.contains(name)) {
      return name;
    }
    synchronized (names) {
      return names.size() < MOST && names.add(name) ? name : known(name);
    }
  }

  private String known(String name) {
    return names.contains(name) ? name : OTHERS;
  }
}
