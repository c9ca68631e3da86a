package dev.dermstream.trainer.describe;

import dev.dermstream.trainer.knowledge.ClassKnowledge;
import dev.dermstream.trainer.knowledge.Knowledge;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds the names of classes in a text, whatever their case, an English one also in the plural.
 * Names of one or two Korean syllables must end a word or stand before a particle, since they are
 * parts of other words.
 */
final class ClassMentions {
  private static final String PARTICLES = "[은는이가을를과와의도]?";

  private final Map<ClassKnowledge, Pattern> names = new LinkedHashMap<>();

  ClassMentions(Knowledge knowledge) {
    knowledge.classes().forEach(each -> names.put(each, anyOf(each.names())));
  }

  private static Pattern anyOf(Collection<String> names) {
    return Pattern.compile(
        names.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(ClassMentions::word)
            .collect(Collectors.joining("|")),
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static String word(String name) {
    String quoted =
        name.strip()
            .codePoints()
            .mapToObj(letter ->
                Character.isWhitespace(letter) ? "\\s+" : Pattern.quote(Character.toString(letter)))
            .collect(Collectors.joining());
    if (!isHangul(name)) {
      return "(?<!\\p{L})" + quoted + "(?:s|es)?(?!\\p{L})";
    }
    String end = name.length() > 2 ? "" : PARTICLES + "(?!\\p{IsHangul})";
    return "(?<!\\p{IsHangul})" + quoted + end;
  }

  private static boolean isHangul(String name) {
    return name.codePoints()
        .anyMatch(letter -> Character.UnicodeScript.of(letter) == Character.UnicodeScript.HANGUL);
  }

  /** A class that a text names beside its own: its English name. */
  Optional<String> other(ClassKnowledge own, String text) {
    // What is part of the class's own name names no other: a lentigo in a solar lentigo.
    Pattern ownNames = names.get(own);
    String rest = ownNames == null ? text : ownNames.matcher(text).replaceAll(" ");
    return names.entrySet().stream()
        .filter(each -> !each.getKey().equals(own))
        .filter(each -> each.getValue().matcher(rest).find())
        .map(each -> each.getKey().name())
        .findFirst();
  }
}
