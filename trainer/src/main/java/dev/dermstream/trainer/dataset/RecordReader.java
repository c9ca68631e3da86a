package dev.dermstream.trainer.dataset;

import com.google.gson.JsonObject;

/** Takes one record of a file. */
@FunctionalInterface
interface RecordReader {
  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException with what is wrong, as the end of a sentence about it; the
   *     record is then bad
   */
  void read(Place place, JsonObject record);
}
