package dev.dermstream.pacs.web;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the parts of a request: the Store Instances Response Module (PS3.18 Table I.2-1).
 * Holds UIDs and reasons, and nothing else of an object. Not thread-safe.
 */
final class StoreReport {
  /** An object that is on the disk. */
  record Stored(String sopClass, String sopInstance) {}

  /** An object that is not, and calls itself so. */
  record Failed(String sopClass, String sopInstance, FailureReason reason) {}

  private final List<Stored> stored = new ArrayList<>();
  private final List<Failed> failed = new ArrayList<>();
  private final List<FailureReason> others = new ArrayList<>();

  void stored(String sopClass, String sopInstance) {
    stored.add(new Stored(sopClass, sopInstance));
  }

  void failed(String sopClass, String sopInstance, FailureReason reason) {
    failed.add(new Failed(sopClass, sopInstance, reason));
  }

  /** A part of which nobody knows what object it is. */
  void failed(FailureReason reason) {
    others.add(reason);
  }

  List<Stored> stored() {
    return stored;
  }

  List<Failed> failed() {
    return failed;
  }

  List<FailureReason> others() {
    return others;
  }

  boolean isEmpty() {
    return stored.isEmpty() && !hasFailures();
  }

  boolean hasFailures() {
    return !failed.isEmpty() || !others.isEmpty();
  }

  /** True if no part got further than this. */
  boolean allFailedBy(FailureReason reason) {
    return stored.isEmpty()
        && failed.isEmpty()
        && !others.isEmpty()
        && others.stream().allMatch(each -> each == reason);
  }
}
