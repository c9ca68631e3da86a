package dev.dermstream.command;

/** What a process serves. */
enum Role {
  /** Gateway, node and index together. */
  ALL,
  GATEWAY,
  NODE,
  INDEX;

  boolean includes(Role other) {
    return this == ALL || this == other;
  }
}
