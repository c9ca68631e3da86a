package dev.dermstream.node.guide;

import static dev.dermstream.node.guide.Pieces.anyOf;
import static dev.dermstream.node.guide.Pieces.lineBreak;
import static dev.dermstream.node.guide.Pieces.literal;
import static dev.dermstream.node.guide.Pieces.percent;
import static dev.dermstream.node.guide.Pieces.sequence;

import dev.dermstream.platform.release.LabelName;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * The XML report as models are trained to write it: {@code <root>}, in it {@code <label id_code
 * score>}, {@code <summary>} and {@code <similar_labels>}. Code and name always belong to the same
 * class. Elements may stand on lines of their own. At most {@link #MOST_SIMILAR} similar labels,
 * because they are nothing but time: a report's are measured.
 */
record XmlForm(List<LabelName> labels, boolean korean) {
  private static final int MOST_SIMILAR = 5;
  private static final Automaton TEXT = text();

  Form form() {
    Automaton opening = sequence(literal("<root>"), lineBreak());
    Automaton texts =
        sequence(
            opening,
            named("label"),
            lineBreak(),
            literal("<summary>"),
            TEXT,
            literal("</summary>"),
            lineBreak(),
            literal("<similar_labels>"),
            Operations.repeat(
                sequence(lineBreak(), named("similar_label")),
                0,
                Math.min(labels.size() - 1, MOST_SIMILAR)),
            lineBreak(),
            literal("</similar_labels>"),
            lineBreak(),
            literal("</root>"));
    return new Form(
        texts,
        labels.stream()
            .map(label ->
                new Form.LabelPath(
                    label.idCode(), sequence(opening, literal(codeOf("label", label)))))
            .toList());
  }

  private Automaton named(String element) {
    return anyOf(
        labels.stream()
            .map(label ->
                sequence(
                    literal(codeOf(element, label) + " score=\""),
                    percent(),
                    literal("\">" + escaped(Form.name(label, korean)) + "</" + element + ">")))
            .toList());
  }

  private static String codeOf(String element, LabelName label) {
    return "<%s id_code=\"%d\"".formatted(element, label.idCode());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Words without the characters that mean something to XML, and XML's own five entities. */
  private static Automaton text() {
    Automaton blank = Pieces.character(point -> Pieces.isText(point) && Pieces.isBlank(point));
    Automaton plain =
        Pieces.character(
            point -> Pieces.isText(point) && !Pieces.isBlank(point) && "<>&".indexOf(point) < 0);
    Automaton entity =
        anyOf(Stream.of("&amp;", "&lt;", "&gt;", "&quot;", "&apos;").map(Pieces::literal).toList());
    return Pieces.notBlank(blank, anyOf(plain, entity));
  }
}
