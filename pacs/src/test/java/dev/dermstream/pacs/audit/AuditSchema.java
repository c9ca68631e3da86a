package dev.dermstream.pacs.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/** What the schema of PS3.15, A.5.1 asks of every message. */
final class AuditSchema {
  private static final List<String> PARTS =
      List.of(
          "EventIdentification",
          "ActiveParticipant",
          "AuditSourceIdentification",
          "ParticipantObjectIdentification");

  private static final Set<String> CODED =
      Set.of(
          "EventID",
          "EventTypeCode",
          "RoleIDCode",
          "MediaType",
          "AuditSourceTypeCode",
          "ParticipantObjectIDTypeCode");

  /** Required attributes, then those that may be there. */
  private static final Map<String, List<Set<String>>> ATTRIBUTES =
      Map.of(
          "AuditMessage", List.of(Set.of(), Set.of()),
          "EventIdentification",
              List.of(
                  Set.of("EventActionCode", "EventDateTime", "EventOutcomeIndicator"), Set.of()),
          "ActiveParticipant",
              List.of(
                  Set.of("UserID", "UserIsRequestor"),
                  Set.of(
                      "AlternativeUserID",
                      "UserName",
                      "NetworkAccessPointID",
                      "NetworkAccessPointTypeCode")),
          "MediaIdentifier", List.of(Set.of(), Set.of()),
          "AuditSourceIdentification",
              List.of(Set.of("AuditSourceID"), Set.of("AuditEnterpriseSiteID")),
          "ParticipantObjectIdentification",
              List.of(
                  Set.of(
                      "ParticipantObjectID",
                      "ParticipantObjectTypeCode",
                      "ParticipantObjectTypeCodeRole"),
                  Set.of()),
          "ParticipantObjectDetail", List.of(Set.of("type", "value"), Set.of()),
          "ParticipantObjectDescription", List.of(Set.of(), Set.of()),
          "SOPClass", List.of(Set.of("UID", "NumberOfInstances"), Set.of()));

  private AuditSchema() {}

  static void require(Element message) {
    assertThat(message.getTagName()).isEqualTo("AuditMessage");
    List<Integer> order =
        Trails.children(message).stream().map(part -> PARTS.indexOf(part.getTagName())).toList();
    assertThat(order).isSorted().doesNotContain(-1).contains(0, 1, 2);
    Element event = Trails.child(message, "EventIdentification");
    assertThat(event.getAttribute("EventActionCode")).matches("[CRUDE]");
    assertThat(event.getAttribute("EventOutcomeIndicator")).matches("0|4|8|12");
    assertThat(Instant.parse(event.getAttribute("EventDateTime"))).isEqualTo(Trails.NOON);
    assertThat(Trails.children(event).getFirst().getTagName()).isEqualTo("EventID");
    for (Element participant : Trails.children(message, "ActiveParticipant")) {
      assertThat(participant.getAttribute("UserIsRequestor")).matches("true|false");
      assertThat(participant.hasAttribute("NetworkAccessPointID"))
          .isEqualTo(participant.hasAttribute("NetworkAccessPointTypeCode"));
    }
    for (Element object : Trails.children(message, "ParticipantObjectIdentification")) {
      assertThat(Trails.children(object).getFirst().getTagName())
          .isEqualTo("ParticipantObjectIDTypeCode");
    }
    attributes(message);
  }

  private static void attributes(Element element) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      names.add(element.getAttributes().item(i).getNodeName());
      assertThat(element.getAttributes().item(i).getNodeValue()).isNotBlank();
    }
    if (CODED.contains(element.getTagName())) {
      assertThat(names).containsExactlyInAnyOrder("csd-code", "codeSystemName", "originalText");
    } else {
      assertThat(ATTRIBUTES).containsKey(element.getTagName());
      List<Set<String>> known = ATTRIBUTES.get(element.getTagName());
      assertThat(names).as(element.getTagName()).containsAll(known.getFirst());
      names.removeAll(known.getFirst());
      assertThat(known.getLast()).as(element.getTagName()).containsAll(names);
    }
    Trails.children(element).forEach(AuditSchema::attributes);
  }
}
