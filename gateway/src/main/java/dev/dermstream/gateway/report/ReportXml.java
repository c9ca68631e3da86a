package dev.dermstream.gateway.report;

import dev.dermstream.v1.AbstentionReason;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.FurtherLesion;
import dev.dermstream.v1.Label;
import dev.dermstream.v1.RecordField;
import dev.dermstream.v1.Region;
import dev.dermstream.v1.Report;
import java.io.StringWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Renders a report as the XML document of the method: {@code root} > {@code label}, {@code
 * summary}, {@code similar_labels} > {@code similar_label}*, scores as attributes in percent with
 * two decimals. {@code root} carries release, disposition and notice; a refusal has a {@code
 * rejection}, an abstention an {@code abstention} element with its {@code reasons}.
 */
public final class ReportXml {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private ReportXml() {}

  /** One well-formed element without a declaration, whatever characters the report holds. */
  public static String render(Report report) {
    StringWriter out = new StringWriter();
    try {
      XMLStreamWriter xml = FACTORY.createXMLStreamWriter(out);
      writeRoot(xml, report);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("Writing XML to memory failed", e);
    }
    return out.toString();
  }

  private static void writeRoot(XMLStreamWriter xml, Report report) throws XMLStreamException {
    xml.writeStartElement("root");
    attribute(xml, "disposition", disposition(report.getDisposition()));
    attribute(xml, "release", report.getProvenance().getReleaseId());
    attribute(xml, "notice", report.getNotice());
    if (report.hasLabel()) {
      writeLabel(xml, "label", report.getLabel(), report);
    }
    if (!report.getSummary().isEmpty()) {
      element(xml, "summary", report.getSummary());
    }
    for (RecordField field : report.getRecordFieldsList()) {
      xml.writeStartElement("field");
      attribute(xml, "name", field.getName());
      xml.writeCharacters(XmlText.legal(field.getValue()));
      xml.writeEndElement();
    }
    if (report.getSimilarLabelsCount() > 0) {
      xml.writeStartElement("similar_labels");
      for (Label label : report.getSimilarLabelsList()) {
        writeLabel(xml, "similar_label", label, report);
      }
      xml.writeEndElement();
    }
    if (report.getImage().hasRegion()) {
      xml.writeStartElement("region");
      writeBox(xml, report.getImage().getRegion());
      xml.writeEndElement();
    }
    for (FurtherLesion lesion : report.getFurtherLesionsList()) {
      xml.writeStartElement("further_lesion");
      attribute(xml, "disposition", disposition(lesion.getDisposition()));
      writeBox(xml, lesion.getRegion());
      if (lesion.hasLabel()) {
        writeLabel(xml, "label", lesion.getLabel(), report);
      }
      xml.writeEndElement();
    }
    if (report.hasRejection()) {
      xml.writeStartElement("rejection");
      attribute(xml, "code", report.getRejection().getCode());
      xml.writeCharacters(XmlText.legal(report.getRejection().getMessage()));
      xml.writeEndElement();
    }
    if (!report.getAbstention().isEmpty()) {
      xml.writeStartElement("abstention");
      attribute(
          xml,
          "reasons",
          report.getAbstentionReasonsList().stream()
              .map(ReportXml::reason)
              .collect(Collectors.joining(" ")));
      xml.writeCharacters(XmlText.legal(report.getAbstention()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void writeBox(XMLStreamWriter xml, Region region) throws XMLStreamException {
    attribute(xml, "found", String.valueOf(region.getFound()));
    attribute(xml, "x", String.valueOf(region.getX()));
    attribute(xml, "y", String.valueOf(region.getY()));
    attribute(xml, "width", String.valueOf(region.getWidth()));
    attribute(xml, "height", String.valueOf(region.getHeight()));
  }

  private static void writeLabel(XMLStreamWriter xml, String element, Label label, Report report)
      throws XMLStreamException {
    xml.writeStartElement(element);
    attribute(xml, "id_code", Integer.toString(label.getIdCode()));
    attribute(xml, "score", String.format(Locale.ROOT, "%.2f", label.getScorePercent()));
    xml.writeCharacters(XmlText.legal(LabelNames.of(label, report)));
    xml.writeEndElement();
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(XmlText.legal(text));
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    if (!value.isEmpty()) {
      xml.writeAttribute(name, XmlText.legal(value));
    }
  }

  /** The name of a reason without what all of them begin with. */
  static String reason(AbstentionReason reason) {
    return reason.name().replaceFirst("^ABSTENTION_REASON_", "");
  }

  static String disposition(Disposition disposition) {
    return switch (disposition) {
      case DISPOSITION_ANSWERED -> "ANSWERED";
      case DISPOSITION_ABSTAINED -> "ABSTAINED";
      case DISPOSITION_REJECTED -> "REJECTED";
      case DISPOSITION_UNSPECIFIED, UNRECOGNIZED -> "UNSPECIFIED";
    };
  }
}
