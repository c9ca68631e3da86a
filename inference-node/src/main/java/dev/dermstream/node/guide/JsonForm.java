package dev.dermstream.node.guide;

import static dev.dermstream.node.guide.Pieces.anyOf;
import static dev.dermstream.node.guide.Pieces.lineBreak;
import static dev.dermstream.node.guide.Pieces.literal;
import static dev.dermstream.node.guide.Pieces.regular;
import static dev.dermstream.node.guide.Pieces.sequence;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.dermstream.platform.release.LabelName;
import dev.dermstream.platform.release.RecordField;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;

/**
 * One JSON object (RFC 8259) of text fields in the profile's order, each free text or one of a
 * closed set. Members may stand on lines of their own or after one space.
 */
record JsonForm(List<RecordField> fields, List<LabelName> labels, boolean korean) {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * An escape of four hexadecimal digits: no controls, no halves of a surrogate pair, no U+FFFD and
   * after.
   */
  private static final String UNICODE_ESCAPE =
      "\\\\u(00[2-7a-fA-F]H|0[1-9a-fA-F]HH|[1-9a-cA-CeE]HHH|[dD][0-7]HH"
          + "|[fF][0-9a-eA-E]HH|[fF][fF][0-9a-eA-E]H|[fF][fF][fF][0-9a-cA-C])";

  private static final Automaton STRING = string();

  Form form() {
    Automaton texts = literal("{");
    List<Form.LabelPath> paths = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      RecordField field = fields.get(i);
      Automaton start =
          sequence(
              texts,
              i == 0 ? gap() : sequence(literal(","), gap()),
              literal(GSON.toJson(field.name()) + ":"),
              gap());
      if (field.namesLabel()) {
        for (LabelName label : labels) {
          paths.add(new Form.LabelPath(label.idCode(), sequence(start, quoted(label))));
        }
      }
      texts = sequence(start, value(field));
    }
    return new Form(sequence(texts, gap(), literal("}")), paths);
  }

  private Automaton value(RecordField field) {
    if (field.namesLabel()) {
      return anyOf(labels.stream().map(this::quoted).toList());
    }
    List<String> values = korean ? field.korean() : field.english();
    return values.isEmpty()
        ? STRING
        : anyOf(values.stream().map(value -> literal(GSON.toJson(value))).toList());
  }

  private Automaton quoted(LabelName label) {
    return literal(GSON.toJson(Form.name(label, korean)));
  }

  private static Automaton gap() {
    return anyOf(lineBreak(), Automata.makeChar(' '));
  }

  /** A string that is not blank, with the escapes that stand for characters of running text. */
  private static Automaton string() {
    Automaton blank =
        anyOf(
            Pieces.character(point -> isPlain(point) && Pieces.isBlank(point)),
            regular("\\\\[nrt]"));
    Automaton visible =
        anyOf(
            Pieces.character(point -> isPlain(point) && !Pieces.isBlank(point)),
            regular("\\\\[\"\\\\/]"),
            regular(UNICODE_ESCAPE.replace("H", "[0-9a-fA-F]")));
    return sequence(literal("\""), Pieces.notBlank(blank, visible), literal("\""));
  }

  private static boolean isPlain(int point) {
    return Pieces.isText(point) && point >= ' ' && "\"\\".indexOf(point) < 0;
  }
}
