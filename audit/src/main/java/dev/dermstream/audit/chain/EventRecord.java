package dev.dermstream.audit.chain;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that happened beside the answering of images, for example a transfer of objects. What
 * it is about is told by numbers and digests only; a text that could be a person's is not taken.
 *
 * @param at when, by the writer's clock
 * @param name what happened, a word such as {@code dicom-instances-received}
 * @param outcome how it ended, a word such as {@code success}
 * @param peer with whom, as authenticated or as it calls itself; empty for nobody. Never a patient
 * @param counts how many objects of each kind, by SOP Class UID or a word
 * @param digests SHA-256 in lower-case hexadecimal of the identifiers that it was about
 */
public record EventRecord(
    Instant at,
    String name,
    String outcome,
    String peer,
    SortedMap<String, Integer> counts,
    List<String> digests)
    implements ChainRecord {
  private static final Pattern WORD = Pattern.compile("[a-z0-9-]{1,64}");
  private static final Pattern KIND = Pattern.compile("[A-Za-z0-9.-]{1,64}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PEER = Pattern.compile("[ -~]{0,128}");

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if a part has another form; its message repeats nothing
   */
  public EventRecord {
    require(WORD.matcher(name).matches(), "an event's name");
    require(WORD.matcher(outcome).matches(), "an event's outcome");
    require(PEER.matcher(peer).matches(), "an event's peer");
    require(counts.keySet().stream().allMatch(k -> KIND.matcher(k).matches()), "a kind of objects");
    require(digests.stream().allMatch(d -> DIGEST.matcher(d).matches()), "a digest");
    counts = new TreeMap<>(counts);
    digests = List.copyOf(digests);
  }

  private static void require(boolean fits, String what) {
    if (!fits) {
      throw new IllegalArgumentException(what + " has another form");
    }
  }
}
