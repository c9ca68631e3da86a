package dev.dermstream.trainer.dataset;

import java.util.Optional;

/** Says whether a file's bytes are an image that can be served. Called from several threads. */
@FunctionalInterface
public interface ImageCheck {
  /** What is wrong with an image, as a sentence; empty if it is whole. */
  Optional<String> problem(byte[] image);
}
