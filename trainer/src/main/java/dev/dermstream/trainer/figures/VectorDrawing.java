package dev.dermstream.trainer.figures;

import java.awt.Dimension;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A figure as SVG, by Batik. Text becomes outlines, so that it looks the same wherever it is opened
 * and as it does in the PNG; what it says is told by the caption, as {@code title}.
 */
final class VectorDrawing {
  private static final String NAMESPACE = "http://www.w3.org/2000/svg";
  private static final int DECIMALS = 2;
  private static final String SHARED_DEFS = "genericDefs";

  private VectorDrawing() {}

  static String document(Figure figure) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(figure) + "\n";
  }

  static String element(Figure figure) {
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document());
    context.setComment(null);
    context.setPrecision(DECIMALS);
    context.setIDGenerator(new PrefixedIds(figure.name()));
    SVGGraphics2D canvas = new SVGGraphics2D(context, true);
    canvas.setSVGCanvasSize(new Dimension(figure.width(), figure.height()));
    Sheet.paint(figure, canvas);
    Element root = canvas.getRoot();
    root.setAttribute(
        "viewBox", String.format(Locale.ROOT, "0 0 %d %d", figure.width(), figure.height()));
    root.setAttribute("role", "img");
    Element title = root.getOwnerDocument().createElementNS(NAMESPACE, "title");
    title.setTextContent(figure.caption());
    root.insertBefore(title, root.getFirstChild());
    NodeList shared = root.getElementsByTagName("defs");
    for (int i = 0; i < shared.getLength(); i++) {
      // Batik calls those of the whole drawing the same in every drawing.
      if (shared.item(i) instanceof Element defs && defs.getAttribute("id").equals(SHARED_DEFS)) {
        defs.setAttribute("id", figure.name() + "-" + SHARED_DEFS);
      }
    }
    StringWriter text = new StringWriter();
    try {
      canvas.stream(root, text, false, false);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory refused an SVG", e);
    }
    canvas.dispose();
    // Batik begins with a declaration and a document type of its own.
    String written = text.toString();
    return written.substring(written.indexOf("<svg")).strip();
  }

  private static Document document() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      return factory
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(NAMESPACE, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new AssertionError("Every Java platform makes documents", e);
    }
  }

  /** Several figures stand in one page, where two clips must not have one name. */
  private static final class PrefixedIds extends SVGIDGenerator {
    private final String name;

    PrefixedIds(String name) {
      this.name = name;
    }

    @Override
    public String generateID(String prefix) {
      return super.generateID(name + "-" + prefix);
    }
  }
}
