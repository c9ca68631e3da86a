package dev.dermstream.gateway.server;

import static dev.dermstream.gateway.server.AuditRecords.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import dev.dermstream.audit.chain.Sha256;
import dev.dermstream.gateway.security.TestIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose image it was, as the audit has it, whichever door it came by. */
class AuditSubjectTest {
  private static final String DOCTOR = "token-of-the-doctor";
  private static final String WARD = "token-of-the-ward";
  private static final String ENGINEER = "token-of-the-engineer";

  @TempDir static Path folder;
  private static AuditRecords records;
  private static TestIssuer issuer;
  private static TestCluster cluster;
  private int before;

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    Files.writeString(folder.resolve("keys.json"), issuer.keys());
    Files.writeString(
        folder.resolve("callers.json"),
        """
        {"callers": [
          {"name": "doctor", "token_sha256": "%s", "roles": ["screen", "ask"]},
          {"name": "ward", "token_sha256": "%s", "roles": ["screen", "ask"], "profiles": ["tumour15"]},
          {"name": "engineer", "token_sha256": "%s", "roles": ["operate"]}
        ]}
        """
            .formatted(sha256(DOCTOR), sha256(WARD), sha256(ENGINEER)));
    records = new AuditRecords(folder.resolve("audit"), "doors");
    cluster =
        new TestCluster(
            """
            authentication {
              enabled = true, callers-file = "%s"
              jwt { jwks = "%s", issuer = "%s", audience = "%s", algorithms = [ES256] }
            }
            """
                    .formatted(
                        folder.resolve("callers.json"),
                        folder.resolve("keys.json"),
                        TestIssuer.NAME,
                        TestIssuer.AUDIENCE)
                + records.section());
  }

  @AfterAll
  static void theChainIsWhole() throws Exception {
    cluster.close();
    records.requireWhole();
  }

  @BeforeEach
  void count() throws Exception {
    before = records.all().size();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void anAnswerNamesTheCallerOfAFixedToken(Door door) throws Exception {
    assertThat(door.send(cluster, DOCTOR, "tumour15", "pixels")).isEqualTo(Door.OK);

    JsonObject record = records.onlyAfter(before);
    assertThat(text(record, "subject")).isEqualTo("doctor");
    assertThat(text(record, "method")).isEqualTo(door.method);
    assertThat(text(record, "image")).isEqualTo(Sha256.of("pixels"));
    assertThat(text(record, "outcome")).isEqualTo("ANSWERED");
    assertThat(record.toString()).doesNotContain("Kim");
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void anAnswerNamesTheSubjectOfASignedToken(Door door) throws Exception {
    String token = issuer.sign(TestIssuer.claims("screen", "ask").subject("doctor-" + door.name()));

    assertThat(door.send(cluster, token, "tumour15", "pixels")).isEqualTo(Door.OK);

    assertThat(text(records.onlyAfter(before), "subject")).isEqualTo("doctor-" + door.name());
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aCallerWithoutTheRoleIsRecordedThoughItsImageIsNotRead(Door door) throws Exception {
    assertThat(door.send(cluster, ENGINEER, "tumour15", "pixels")).isEqualTo("PERMISSION_DENIED");

    JsonObject record = records.onlyAfter(before);
    assertThat(text(record, "subject")).isEqualTo("engineer");
    assertThat(text(record, "method")).isEqualTo(door.method);
    assertThat(text(record, "outcome")).isEqualTo("FAILED");
    assertThat(text(record, "code")).isEqualTo("PERMISSION_DENIED");
    assertThat(text(record, "image")).isEmpty();
    assertThat(record.get("image_bytes").getAsLong()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void anImageForAProfileOfOthersIsRecorded(Door door) throws Exception {
    int asked = cluster.node.requests.size() + cluster.models.received.get();

    assertThat(door.send(cluster, WARD, "secret-profile", "pixels")).isEqualTo("PERMISSION_DENIED");

    JsonObject record = records.onlyAfter(before);
    assertThat(text(record, "subject")).isEqualTo("ward");
    assertThat(text(record, "code")).isEqualTo("PERMISSION_DENIED");
    assertThat(text(record, "image")).isEqualTo(Sha256.of("pixels"));
    assertThat(record.toString()).doesNotContain("secret-profile");
    assertThat(cluster.node.requests.size() + cluster.models.received.get()).isEqualTo(asked);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void strangersLeaveNoRecord(Door door) throws Exception {
    assertThat(door.send(cluster, "", "tumour15", "pixels")).isEqualTo("UNAUTHENTICATED");
    assertThat(door.send(cluster, "wrong", "tumour15", "pixels")).isEqualTo("UNAUTHENTICATED");

    assertThat(records.after(before)).isEmpty();
  }

  private static String sha256(String token) {
    return Hashing.sha256().hashString(token, UTF_8).toString();
  }
}
