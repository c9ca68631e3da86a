package dev.dermstream.node.guide;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.RegExp;
import org.apache.lucene.util.automaton.UTF32ToUTF8;

/** What forms are made of: automata over the bytes of UTF-8. */
final class Pieces {
  private static final int DEEPEST_INDENT = 8;

  private Pieces() {}

  static Automaton literal(String text) {
    return Automata.makeBinary(new BytesRef(text));
  }

  static Automaton sequence(Automaton... parts) {
    return Operations.concatenate(List.of(parts));
  }

  static Automaton anyOf(Automaton... alternatives) {
    return Operations.union(List.of(alternatives));
  }

  static Automaton anyOf(Collection<Automaton> alternatives) {
    return Operations.union(alternatives);
  }

  /** A regular expression over ASCII. */
  static Automaton regular(String expression) {
    return new RegExp(expression, RegExp.NONE).toAutomaton();
  }

  /** Percent, 0.0 to 100.0, as reports write it. */
  static Automaton percent() {
    return regular("100\\.0|[1-9]?[0-9]\\.[0-9]");
  }

  /** Between the parts of a document: nothing, or a new line with an indent. */
  static Automaton lineBreak() {
    return Operations.optional(
        sequence(
            Automata.makeChar('\n'), Operations.repeat(Automata.makeChar(' '), 0, DEEPEST_INDENT)));
  }

  /** One character for which the predicate holds. */
  static Automaton character(IntPredicate predicate) {
    List<Automaton> ranges = new ArrayList<>();
    int start = -1;
    for (int point = 0; point <= Character.MAX_CODE_POINT + 1; point++) {
      boolean holds = point <= Character.MAX_CODE_POINT && predicate.test(point);
      if (start >= 0 && (!holds || isFirstOfItsLength(point))) {
        ranges.add(new UTF32ToUTF8().convert(Automata.makeCharRange(start, point - 1)));
        start = -1;
      }
      if (start < 0 && holds) {
        start = point;
      }
    }
    return anyOf(ranges);
  }

  /**
   * Ranges are cut where the number of bytes changes: over such a place Lucene's conversion allows
   * overlong forms and surrogates.
   */
  private static boolean isFirstOfItsLength(int point) {
    return point == 0x80 || point == 0x800 || point == 0x10000;
  }

  /** Any number of parts, not all of them blank. */
  static Automaton notBlank(Automaton blank, Automaton visible) {
    return sequence(Operations.repeat(blank), visible, Operations.repeat(anyOf(blank, visible)));
  }

  /**
   * Characters of running text: no control characters but tab and line feed, no surrogates, no
   * noncharacters, and no U+FFFD, which says that something could not be decoded. All of them are
   * characters of XML 1.0 (production 2) and of JSON.
   */
  static boolean isText(int point) {
    return point == '\t'
        || point == '\n'
        || (point >= ' '
            && !(point >= 0x7F && point <= 0x9F)
            && !(point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)
            && !(point >= 0xFDD0 && point <= 0xFDEF)
            && (point & 0xFFFE) != 0xFFFE
            && point != 0xFFFD);
  }

  static boolean isBlank(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point);
  }
}
