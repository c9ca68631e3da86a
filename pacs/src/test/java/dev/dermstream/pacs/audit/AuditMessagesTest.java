package dev.dermstream.pacs.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/** Each event is the message that PS3.15, A.5.3 wants of it. */
class AuditMessagesTest {
  private static final Peer ARCHIVE = new Peer("ARCHIVE", "192.0.2.7");

  @TempDir private Path folder;

  @Test
  void startAndStopAreApplicationActivity() throws Exception {
    Element start = message(AuditTrail::applicationStarted);
    assertEvent(start, "110100", "E", "0");
    assertCode(Trails.child(event(start), "EventTypeCode"), "110120", "Application Start");
    Element self = Trails.child(start, "ActiveParticipant");
    assertThat(self.getAttribute("UserID")).isEqualTo("dermstream-edge");
    assertThat(self.getAttribute("AlternativeUserID")).isEqualTo("AETITLES=DERMSTREAM");
    assertThat(self.getAttribute("NetworkAccessPointTypeCode")).isEqualTo("1");
    assertCode(Trails.child(self, "RoleIDCode"), "110150", "Application");

    Element stop = message(AuditTrail::applicationStopped);
    assertCode(Trails.child(event(stop), "EventTypeCode"), "110121", "Application Stop");
  }

  @Test
  void objectsReceivedAreATransferFromThePeerToTheEdge() throws Exception {
    Origin origin = new Origin(Door.DIMSE, "MODALITY1");

    Element message =
        message(
            trail -> trail.received(origin, "192.0.2.9", Trails.TRANSFER, AuditOutcome.SUCCESS));

    assertEvent(message, "110104", "C", "0");
    List<Element> participants = Trails.children(message, "ActiveParticipant");
    assertThat(participants).hasSize(2);
    assertThat(participants.getFirst().getAttribute("UserID")).isEqualTo("MODALITY1");
    assertThat(participants.getFirst().getAttribute("NetworkAccessPointID")).isEqualTo("192.0.2.9");
    assertThat(participants.getFirst().getAttribute("NetworkAccessPointTypeCode")).isEqualTo("2");
    assertThat(participants.getFirst().getAttribute("UserIsRequestor")).isEqualTo("true");
    assertCode(Trails.child(participants.getFirst(), "RoleIDCode"), "110153", "Source Role ID");
    assertCode(Trails.child(participants.getLast(), "RoleIDCode"), "110152", "Destination Role ID");
    assertObjects(message);
  }

  @Test
  void objectsSentBeginAndEnd() throws Exception {
    Element begin = message(trail -> trail.beginSending(ARCHIVE, Trails.TRANSFER));
    assertEvent(begin, "110102", "E", "0");
    assertObjects(begin);

    Element sent =
        message(trail -> trail.sent(ARCHIVE, Trails.TRANSFER, AuditOutcome.SERIOUS_FAILURE));
    assertEvent(sent, "110104", "R", "8");
    assertObjects(sent);
    List<Element> participants = Trails.children(sent, "ActiveParticipant");
    assertThat(participants.getFirst().getAttribute("UserID")).isEqualTo("dermstream-edge");
    assertThat(participants.getLast().getAttribute("UserID")).isEqualTo("ARCHIVE");
  }

  @Test
  void objectsOverTheWebAreAnImport() throws Exception {
    Origin origin = new Origin(Door.STOW, "viewer");

    Element message =
        message(trail ->
            trail.received(origin, "2001:db8::1", Trails.TRANSFER, AuditOutcome.MINOR_FAILURE));

    assertEvent(message, "110107", "C", "4");
    Element medium = Trails.children(message, "ActiveParticipant").getLast();
    assertThat(medium.getAttribute("NetworkAccessPointTypeCode")).isEqualTo("2");
    assertCode(Trails.child(medium, "RoleIDCode"), "110155", "Source Media");
    assertThat(Trails.children(medium, "MediaIdentifier")).hasSize(1);
    assertObjects(message);
  }

  @Test
  void resultsThatLeaveOtherwiseAreAnExport() throws Exception {
    Element message =
        message(trail -> trail.exported(ARCHIVE, Trails.TRANSFER, AuditOutcome.SUCCESS));

    assertEvent(message, "110106", "R", "0");
    Element medium = Trails.children(message, "ActiveParticipant").getLast();
    assertCode(Trails.child(medium, "RoleIDCode"), "110154", "Destination Media");
    assertObjects(message);
  }

  @Test
  void aPeerThatWasTurnedAwayIsASecurityAlert() throws Exception {
    Element message =
        message(trail ->
            trail.refusedAssociation("STRANGER", "192.0.2.66", "calling AE title not allowed"));

    assertEvent(message, "110113", "E", "4");
    assertCode(Trails.child(event(message), "EventTypeCode"), "110126", "Node Authentication");
    Element node = Trails.child(message, "ParticipantObjectIdentification");
    assertThat(node.getAttribute("ParticipantObjectID")).isEqualTo("STRANGER");
    assertCode(Trails.child(node, "ParticipantObjectIDTypeCode"), "110182", "Node ID");
    byte[] text =
        Base64.getDecoder()
            .decode(Trails.child(node, "ParticipantObjectDetail").getAttribute("value"));
    assertThat(new String(text, StandardCharsets.US_ASCII))
        .isEqualTo("calling AE title not allowed");
  }

  @Test
  void whatAPeerCallsItselfCannotBreakTheMessageOrItsLine() throws Exception {
    String hostile = "A\"/><x>&\n\0\u001F<?\uD800\u00E9" + "Z".repeat(200);

    Element message = message(trail -> trail.refusedAssociation(hostile, hostile, hostile));

    assertThat(Trails.children(message, "ActiveParticipant").getLast().getAttribute("UserID"))
        .startsWith("A\"/><x>&???<???Z")
        .hasSize(64);
  }

  @Test
  void anObjectThatSaysNothingOfItselfIsUnknown() throws Exception {
    Transfer broken = new Transfer("", "", new TreeMap<>());
    Origin origin = new Origin(Door.GRPC, "");

    Element message =
        message(trail -> trail.received(origin, "", broken, AuditOutcome.SERIOUS_FAILURE));

    assertThat(Trails.children(message, "ParticipantObjectIdentification"))
        .extracting(object -> object.getAttribute("ParticipantObjectID"))
        .containsExactly("unknown", "unknown");
  }

  @Test
  void noPatientGetsInButByAToken() {
    SortedMap<String, Integer> none = new TreeMap<>();
    SortedMap<String, Integer> words = new TreeMap<>(Map.of("GRETA", 1));
    SortedMap<String, Integer> zero = new TreeMap<>(Map.of(Trails.PHOTOGRAPH, 0));
    assertThatThrownBy(() -> new Transfer(Trails.STUDY, "MRN-GRETA", none)).satisfies(this::quiet);
    assertThatThrownBy(() -> new Transfer("GRETA", "", none)).satisfies(this::quiet);
    assertThatThrownBy(() -> new Transfer("", "", words)).satisfies(this::quiet);
    assertThatThrownBy(() -> new Transfer("", "", zero)).satisfies(this::quiet);
  }

  private void quiet(Throwable refusal) {
    assertThat(refusal)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("GRETA");
  }

  private Element message(Consumer<AuditTrail> what) throws Exception {
    try (AuditTrail trail = Trails.open(folder, Optional.empty())) {
      what.accept(trail);
    }
    Element message = Trails.parse(Trails.lines(folder).getLast());
    AuditSchema.require(message);
    Element source = Trails.child(message, "AuditSourceIdentification");
    assertThat(source.getAttribute("AuditSourceID")).isEqualTo("dermstream-edge");
    assertThat(source.getAttribute("AuditEnterpriseSiteID")).isEqualTo("St. Mary");
    return message;
  }

  private static Element event(Element message) {
    return Trails.child(message, "EventIdentification");
  }

  private static void assertEvent(Element message, String id, String action, String outcome) {
    Element event = event(message);
    assertThat(event.getAttribute("EventActionCode")).isEqualTo(action);
    assertThat(event.getAttribute("EventOutcomeIndicator")).isEqualTo(outcome);
    assertThat(Trails.child(event, "EventID").getAttribute("csd-code")).isEqualTo(id);
  }

  private static void assertCode(Element code, String value, String meaning) {
    assertThat(code.getAttribute("csd-code")).isEqualTo(value);
    assertThat(code.getAttribute("codeSystemName")).isEqualTo("DCM");
    assertThat(code.getAttribute("originalText")).isEqualTo(meaning);
  }

  private static void assertObjects(Element message) {
    List<Element> objects = Trails.children(message, "ParticipantObjectIdentification");
    assertThat(objects).hasSize(2);
    Element study = objects.getFirst();
    assertThat(study.getAttribute("ParticipantObjectID")).isEqualTo(Trails.STUDY);
    assertThat(study.getAttribute("ParticipantObjectTypeCode")).isEqualTo("2");
    assertThat(study.getAttribute("ParticipantObjectTypeCodeRole")).isEqualTo("3");
    assertThat(Trails.children(Trails.child(study, "ParticipantObjectDescription"), "SOPClass"))
        .extracting(each -> each.getAttribute("UID") + " " + each.getAttribute("NumberOfInstances"))
        .containsExactly("1.2.840.10008.5.1.4.1.1.7 1", Trails.PHOTOGRAPH + " 3");
    Element patient = objects.getLast();
    assertThat(patient.getAttribute("ParticipantObjectID")).isEqualTo(Trails.TOKEN);
    assertThat(patient.getAttribute("ParticipantObjectTypeCode")).isEqualTo("1");
    assertThat(patient.getAttribute("ParticipantObjectTypeCodeRole")).isEqualTo("1");
  }
}
