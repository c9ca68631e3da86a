package dev.dermstream.node.model;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Parts opened so far: closed again, last first, unless the whole came about. */
final class Opened {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  <T extends AutoCloseable> T add(T part) {
    parts.push(part);
    return part;
  }

  void keep() {
    parts.clear();
  }

  void closeUnlessKept() throws IOException {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        throw new IOException("A part of the model could not be closed", e);
      }
    }
  }
}
