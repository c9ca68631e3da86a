package dev.dermstream.trainer.recipe.data;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The report that the model learns to write: {@code root} over {@code label}, {@code summary} and
 * {@code similar_labels} over {@code similar_label}s.
 *
 * @param label the class, with its score
 * @param summary the description, not blank
 * @param similarLabels the classes that come next, best first
 */
public record ReportText(ScoredName label, String summary, List<ScoredName> similarLabels) {
  private static final String LABEL = "label";
  private static final String SUMMARY = "summary";
  private static final String SIMILAR_LABELS = "similar_labels";
  private static final String SIMILAR_LABEL = "similar_label";

  public ReportText {
    similarLabels = List.copyOf(similarLabels);
  }

  /**
   * A class as a report names it.
   *
   * @param idCode what stands in the attribute, 0 or more
   * @param score percent, 0 to 100
   * @param name what stands in the text
   */
  public record ScoredName(int idCode, double score, String name) {}

  /** The XML document, on one line and without a prologue: every token costs time. */
  public String xml() {
    StringBuilder xml = new StringBuilder("<root>");
    append(xml, LABEL, label);
    xml.append("<summary>").append(escaped(summary)).append("</summary><similar_labels>");
    similarLabels.forEach(similar -> append(xml, SIMILAR_LABEL, similar));
    return xml.append("</similar_labels></root>").toString();
  }

  private static void append(StringBuilder xml, String element, ScoredName scored) {
    xml.append(
        String.format(
            Locale.ROOT,
            "<%s id_code=\"%d\" score=\"%.1f\">%s</%s>",
            element,
            scored.idCode(),
            scored.score(),
            escaped(scored.name()),
            element));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Reads a report back; empty if it is not well-formed or not a report. */
  public static Optional<ReportText> parse(String xml) {
    try {
      Element root = builder().parse(new InputSource(new StringReader(xml))).getDocumentElement();
      List<Element> labels = children(root, LABEL);
      List<Element> summaries = children(root, SUMMARY);
      List<Element> similar = children(root, SIMILAR_LABELS);
      if (!root.getTagName().equals("root")
          || labels.size() != 1
          || summaries.size() != 1
          || similar.size() != 1) {
        return Optional.empty();
      }
      List<ScoredName> names = new ArrayList<>();
      for (Element element : children(similar.getFirst(), SIMILAR_LABEL)) {
        names.add(scored(element));
      }
      return Optional.of(
          new ReportText(scored(labels.getFirst()), summaries.getFirst().getTextContent(), names));
    } catch (SAXException | NumberFormatException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new AssertionError("A text in memory can be read", e);
    }
  }

  private static ScoredName scored(Element element) {
    return new ScoredName(
        Integer.parseInt(element.getAttribute("id_code")),
        Double.parseDouble(element.getAttribute("score")),
        element.getTextContent());
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element && element.getTagName().equals(name)) {
        found.add(element);
      }
    }
    return found;
  }

  private static DocumentBuilder builder() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Strict());
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("The platform's XML parser lacks a feature", e);
    }
  }

  /** Throws where the default handler prints to standard error. */
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException exception) throws SAXParseException {
      throw exception;
    }

    @Override
    public void error(SAXParseException exception) throws SAXParseException {
      throw exception;
    }

    @Override
    public void fatalError(SAXParseException exception) throws SAXParseException {
      throw exception;
    }
  }
}
