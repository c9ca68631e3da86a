package dev.dermstream.pacs.audit;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes one event as an {@code AuditMessage} (PS3.15, A.5.1), in one line of ASCII. Parts stand in
 * the schema's order.
 */
final class AuditXml {
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  /** Of an object whose identifier is not known; the attribute may not be missing. */
  private static final String UNKNOWN = "unknown";

  private final XMLStreamWriter xml;

  private AuditXml(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static String of(AuditSource source, AuditEvent event) {
    StringWriter text = new StringWriter();
    try {
      new AuditXml(FACTORY.createXMLStreamWriter(text)).message(source, event);
    } catch (XMLStreamException e) {
      throw new IllegalStateException("text in memory does not fail", e);
    }
    return text.toString();
  }

  private void message(AuditSource source, AuditEvent event) throws XMLStreamException {
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("AuditMessage");
    identification(event);
    for (Participant participant : event.participants()) {
      participant(participant);
    }
    source(source);
    if (event.transfer().isPresent()) {
      study(event.transfer().get());
      patient(event.transfer().get());
    }
    if (event.alert().isPresent()) {
      alert(event.peer(), event.alert().get());
    }
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
  }

  private void identification(AuditEvent event) throws XMLStreamException {
    xml.writeStartElement("EventIdentification");
    attribute("EventActionCode", event.action());
    attribute("EventDateTime", event.at().truncatedTo(ChronoUnit.MILLIS).toString());
    attribute("EventOutcomeIndicator", event.outcome().indicator());
    code("EventID", event.id());
    if (event.type().isPresent()) {
      code("EventTypeCode", event.type().get());
    }
    xml.writeEndElement();
  }

  private void participant(Participant participant) throws XMLStreamException {
    xml.writeStartElement("ActiveParticipant");
    attribute("UserID", known(participant.id()));
    if (!participant.alternative().isEmpty()) {
      attribute("AlternativeUserID", participant.alternative());
    }
    attribute("UserIsRequestor", Boolean.toString(participant.requestor()));
    if (!participant.address().isEmpty()) {
      attribute("NetworkAccessPointID", participant.address());
      attribute("NetworkAccessPointTypeCode", participant.addressKind());
    }
    if (participant.role().isPresent()) {
      code("RoleIDCode", participant.role().get());
      if (participant.role().get().equals(Code.SOURCE_MEDIA)
          || participant.role().get().equals(Code.DESTINATION_MEDIA)) {
        network();
      }
    }
    xml.writeEndElement();
  }

  /** The medium is the network (PS3.16, CID 405). */
  private void network() throws XMLStreamException {
    xml.writeStartElement("MediaIdentifier");
    code("MediaType", new Code("110038", "DCM", "URI"));
    xml.writeEndElement();
  }

  private void source(AuditSource source) throws XMLStreamException {
    xml.writeStartElement("AuditSourceIdentification");
    if (!source.site().isEmpty()) {
      attribute("AuditEnterpriseSiteID", source.site());
    }
    attribute("AuditSourceID", known(source.id()));
    code("AuditSourceTypeCode", Code.APPLICATION_SERVER);
    xml.writeEndElement();
  }

  private void study(Transfer transfer) throws XMLStreamException {
    object(known(transfer.study()), "2", "3", Code.STUDY_INSTANCE_UID);
    xml.writeStartElement("ParticipantObjectDescription");
    for (var each : transfer.objects().entrySet()) {
      xml.writeEmptyElement("SOPClass");
      attribute("UID", each.getKey());
      attribute("NumberOfInstances", Integer.toString(each.getValue()));
    }
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private void patient(Transfer transfer) throws XMLStreamException {
    object(known(transfer.patient()), "1", "1", Code.PATIENT_NUMBER);
    xml.writeEndElement();
  }

  private void alert(Peer peer, String description) throws XMLStreamException {
    object(known(peer.name()), "2", "13", Code.NODE_ID);
    xml.writeEmptyElement("ParticipantObjectDetail");
    attribute("type", "Alert Description");
    byte[] text = Printable.of(description).getBytes(StandardCharsets.US_ASCII);
    xml.writeAttribute("value", Base64.getEncoder().encodeToString(text));
    xml.writeEndElement();
  }

  /** Begins an object, for the caller to end. */
  private void object(String id, String type, String role, Code kind) throws XMLStreamException {
    xml.writeStartElement("ParticipantObjectIdentification");
    attribute("ParticipantObjectID", id);
    attribute("ParticipantObjectTypeCode", type);
    attribute("ParticipantObjectTypeCodeRole", role);
    code("ParticipantObjectIDTypeCode", kind);
  }

  private void code(String element, Code code) throws XMLStreamException {
    xml.writeEmptyElement(element);
    attribute("csd-code", code.value());
    attribute("codeSystemName", code.scheme());
    attribute("originalText", code.meaning());
  }

  private void attribute(String name, String value) throws XMLStreamException {
    xml.writeAttribute(name, Printable.of(value));
  }

  private static String known(String text) {
    return text.isBlank() ? UNKNOWN : text;
  }
}
