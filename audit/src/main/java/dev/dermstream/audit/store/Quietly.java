package dev.dermstream.audit.store;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets go of what may have failed already. */
final class Quietly {
  private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

  private Quietly() {}

  static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("The audit store closed badly", e);
    }
  }
}
