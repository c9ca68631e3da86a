package dev.dermstream.pacs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** Trails to test with, and what they wrote. */
final class Trails {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00.250Z");
  static final AuditSource SOURCE =
      new AuditSource("dermstream-edge", "St. Mary", "DERMSTREAM", "edge.example");
  static final String STUDY = "1.2.826.0.1.5.1";
  static final String TOKEN = "0123456789abcdef0123456789abcdef";
  static final String PHOTOGRAPH = "1.2.840.10008.5.1.4.1.1.77.1.4";
  static final Transfer TRANSFER =
      new Transfer(
          STUDY, TOKEN, new TreeMap<>(Map.of(PHOTOGRAPH, 3, "1.2.840.10008.5.1.4.1.1.7", 1)));

  private Trails() {}

  static AuditTrail open(Path folder, Optional<SyslogTarget> syslog) throws Exception {
    return AuditTrail.open(
        SOURCE,
        folder,
        Clock.fixed(NOON, ZoneOffset.UTC),
        syslog,
        EventChain.NONE,
        Duration.ofMillis(20));
  }

  /** All lines of all days. */
  static List<String> lines(Path folder) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        lines.addAll(Files.readAllLines(file, StandardCharsets.US_ASCII));
      }
    }
    return lines;
  }

  static Element parse(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    builder.setErrorHandler(null);
    Document document = builder.parse(new InputSource(new StringReader(xml)));
    return document.getDocumentElement();
  }

  static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      assertThat(node).isInstanceOf(Element.class);
      children.add((Element) node);
    }
    return children;
  }

  static List<Element> children(Element parent, String name) {
    return children(parent).stream().filter(child -> child.getTagName().equals(name)).toList();
  }

  static Element child(Element parent, String name) {
    List<Element> children = children(parent, name);
    assertThat(children).as(name).hasSize(1);
    return children.getFirst();
  }
}
