package dev.dermstream.pacs.audit;

import dev.dermstream.dicom.file.Uid;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Objects of one study that go or went from one place to another.
 *
 * @param study Study Instance UID; empty if a broken object does not tell
 * @param patient an opaque token in place of the Patient ID, 32 hexadecimal digits as {@code
 *     dicom.privacy.Pseudonyms} makes them; empty if not known
 * @param objects how many of each SOP Class UID
 */
public record Transfer(String study, String patient, SortedMap<String, Integer> objects) {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}|");
  private static final int MAX_CLASSES = 64;

  /**
   * Copies the counts.
   *
   * @throws IllegalArgumentException for a patient that is no token, a UID that is none, a count
   *     under 1 or more classes than an object's sender can mean; its message repeats nothing
   */
  public Transfer {
    require(TOKEN.matcher(patient).matches(), "a patient is named by a token alone");
    require(study.isEmpty() || Uid.isValid(study), "a study has a UID");
    require(objects.keySet().stream().allMatch(Uid::isValid), "a SOP class has a UID");
    require(objects.values().stream().allMatch(count -> count > 0), "a count is at least 1");
    require(objects.size() <= MAX_CLASSES, "there are too many SOP classes");
    objects = new TreeMap<>(objects);
  }

  private static void require(boolean fits, String what) {
    if (!fits) {
      throw new IllegalArgumentException(what);
    }
  }
}
