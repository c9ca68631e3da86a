package dev.dermstream.gateway.security;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do. Tokens and files name roles in lower case. */
public enum Role {
  /** Send images and receive reports and embeddings. */
  SCREEN,
  /** Ask questions about images. */
  ASK,
  /** Change what is served: load and unload models. */
  OPERATE,
  /** See what is served and how it does. */
  OBSERVE;

  /** Empty for a name that is no role here. */
  static Optional<Role> named(String name) {
    for (Role role : values()) {
      if (role.word().equals(name)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }

  /** The name that tokens use. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
