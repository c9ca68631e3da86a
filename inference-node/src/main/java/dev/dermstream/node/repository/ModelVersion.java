package dev.dermstream.node.repository;

import java.nio.file.Path;

/**
 * A version of a model on disk.
 *
 * @param number at least 1
 * @param directory where its files are
 */
record ModelVersion(long number, Path directory) {
  String text() {
    return Long.toString(number);
  }
}
