package dev.dermstream.pacs.web;

import java.util.Optional;

/** Knows bearer tokens (RFC 6750). Thread-safe; takes a time that tells nothing of a token. */
@FunctionalInterface
public interface TokenCheck {
  /** The name of the sender whose token it is. */
  Optional<String> senderOf(String token);
}
