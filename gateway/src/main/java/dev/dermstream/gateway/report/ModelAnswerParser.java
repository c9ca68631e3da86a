package dev.dermstream.gateway.report;

import dev.dermstream.gateway.report.ModelAnswer.SaidLabel;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the XML document that a model was trained to write: {@code root} > {@code label}
 * (attributes {@code id_code}, {@code score}; text: name), {@code summary}, {@code similar_labels}.
 *
 * <p>The text is a model's output and hence not trusted. Document type declarations and entities
 * end the reading, the length is bounded, and where the text is malformed or breaks off only the
 * elements that were complete before that point count: half a sentence may say the opposite of the
 * whole. Scores of similar labels are not read: the report's are measured.
 */
final class ModelAnswerParser {
  /** Longer texts are read up to here, as if they broke off. In UTF-16 units. */
  static final int MAX_LENGTH = 65_536;

  private static final XMLInputFactory FACTORY = factory();
  private static final String ROOT = "<root";
  private static final int CHILD_OF_ROOT = 2;

  private final List<SaidLabel> labels = new ArrayList<>();
  private @Nullable String summary;

  private ModelAnswerParser() {}

  /** Never throws, whatever the text. */
  static ModelAnswer parse(String text) {
    String bounded = text.substring(0, Math.min(text.length(), MAX_LENGTH)).strip();
    int start = bounded.indexOf(ROOT);
    if (start >= 0) {
      return new ModelAnswerParser().read(bounded.substring(start));
    }
    if (bounded.isEmpty() || bounded.startsWith("<")) {
      return ModelAnswer.NOTHING;
    }
    return new ModelAnswer(null, bounded);
  }

  private ModelAnswer read(String xml) {
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(xml));
      readRoot(reader);
    } catch (XMLStreamException e) {
      // Malformed or broken off: what was complete before this point stands.
      return answer();
    }
    return answer();
  }

  /** One label said once is a label; two different ones are a contradiction, hence none. */
  private ModelAnswer answer() {
    boolean one = labels.stream().mapToInt(SaidLabel::idCode).distinct().count() == 1;
    return new ModelAnswer(one ? labels.getFirst() : null, summary);
  }

  private void readRoot(XMLStreamReader reader) throws XMLStreamException {
    int depth = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (depth == 1 && !reader.getLocalName().equals("root")) {
            return;
          }
          if (depth == CHILD_OF_ROOT && readChild(reader)) {
            depth--;
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          if (depth == 0) {
            return;
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
          return;
        }
        default -> {
          // Text between elements, comments and processing instructions say nothing.
        }
      }
    }
  }

  /** True if the element was read to its end. */
  private boolean readChild(XMLStreamReader reader) throws XMLStreamException {
    return switch (reader.getLocalName()) {
      case "label" -> {
        readLabel(reader);
        yield true;
      }
      case "summary" -> {
        String text = reader.getElementText().strip();
        if (summary == null && !text.isEmpty()) {
          summary = text;
        }
        yield true;
      }
      default -> false;
    };
  }

  private void readLabel(XMLStreamReader reader) throws XMLStreamException {
    Integer idCode = idCode(reader.getAttributeValue(null, "id_code"));
    double score = score(reader.getAttributeValue(null, "score"));
    if (idCode != null) {
      labels.add(new SaidLabel(idCode, score, null));
    }
    String name = reader.getElementText().strip();
    if (idCode != null) {
      labels.removeLast();
      labels.add(new SaidLabel(idCode, score, name.isEmpty() ? null : name));
    }
  }

  private static @Nullable Integer idCode(@Nullable String written) {
    if (written == null || !written.strip().matches("[0-9]{1,9}")) {
      return null;
    }
    return Integer.valueOf(written.strip());
  }

  private static double score(@Nullable String written) {
    if (written == null || !written.strip().matches("[0-9]{1,3}(\\.[0-9]{1,9})?%?")) {
      return 0;
    }
    double score = Double.parseDouble(written.strip().replace("%", ""));
    return score <= 100 ? score : 0;
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    // With declarations off no entity but XML's own five exists: any other reference is an error.
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    return factory;
  }
}
