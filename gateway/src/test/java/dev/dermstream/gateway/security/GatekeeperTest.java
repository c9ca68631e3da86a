package dev.dermstream.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.gateway.security.Verdict.Admitted;
import dev.dermstream.gateway.security.Verdict.Refused;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatekeeperTest {
  private static final String SCREEN = "dermstream.v1.ScreeningService/Screen";
  private static final String ASK = "dermstream.v1.ScreeningService/Ask";
  private static final String LOAD = "inference.GRPCInferenceService/RepositoryModelLoad";
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
  private static final String WARD = "ward-token-of-many-random-bytes";

  @TempDir Path folder;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private TestIssuer issuer;
  private Path callers;
  private Path keys;
  private Gatekeeper gatekeeper;

  @BeforeEach
  void open() throws Exception {
    issuer = new TestIssuer();
    callers = folder.resolve("callers.json");
    keys = Files.writeString(folder.resolve("keys.json"), issuer.keys());
    write(
        """
        {"name": "ward", "token_sha256": "%s", "roles": ["screen"], "profiles": ["tumour15"]}\
        """
            .formatted(sha256(WARD)));
    gatekeeper = gatekeeper(keys.toString(), "");
  }

  @AfterEach
  void close() {
    gatekeeper.close();
  }

  @Test
  void aFixedTokenIsKnownByItsDigest() {
    Caller caller = admitted(SCREEN, WARD);

    assertThat(caller.name()).isEqualTo("ward");
    assertThat(caller.roles()).containsExactly(Role.SCREEN);
    assertThat(caller.profiles()).contains(Set.of("tumour15"));
  }

  @Test
  void aSignedTokenIsItsSubjectWithItsRoles() throws Exception {
    Caller caller = admitted(ASK, issuer.sign(TestIssuer.claims("ask", "observe", "juggle")));

    assertThat(caller.name()).isEqualTo("doctor-7");
    assertThat(caller.roles()).containsExactlyInAnyOrder(Role.ASK, Role.OBSERVE);
    assertThat(caller.profiles()).isEmpty();
  }

  @Test
  void rolesMayStandInOneTextAsScopesDo() throws Exception {
    assertThat(
            admitted(SCREEN, issuer.sign(TestIssuer.claims().claim("roles", "openid screen")))
                .roles())
        .containsExactly(Role.SCREEN);
  }

  @Test
  void rolesMayLieInsideAnObject() throws Exception {
    gatekeeper.close();
    try (Gatekeeper nested = gatekeeper(keys.toString(), "", "realm_access.roles")) {
      String token =
          issuer.sign(
              TestIssuer.claims()
                  .claim("realm_access", java.util.Map.of("roles", List.of("screen"))));
      assertThat(decide(nested, SCREEN, "Bearer " + token)).isInstanceOf(Admitted.class);
    }
  }

  @Test
  void withoutATokenNothingIsServedButHealth() {
    assertThat(refused(SCREEN, null).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refused(SCREEN, "").code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refused(SCREEN, "Basic d2FyZDp3YXJk").code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(refused("no.such.Service/Method", null).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(decide(gatekeeper, "grpc.health.v1.Health/Check", null))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void aRoleOpensItsMethodsOnly() throws Exception {
    Refused load = refused(LOAD, "Bearer " + WARD);
    assertThat(load.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(load.sentence())
        .isEqualTo("This caller may not call RepositoryModelLoad; it takes the role operate.");
    Refused infer = refused(INFER, "Bearer " + issuer.sign(TestIssuer.claims("screen")));
    assertThat(infer.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(infer.sentence()).endsWith("it takes the role screen and ask.");
    assertThat(
            decide(gatekeeper, INFER, "Bearer " + issuer.sign(TestIssuer.claims("ask", "screen"))))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void aMethodThatIsNotListedIsClosedToEverybody() throws Exception {
    String everything = issuer.sign(TestIssuer.claims("screen", "ask", "operate", "observe"));

    assertThat(refused("dermstream.v1.ScreeningService/Invented", "Bearer " + everything).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(refused("dermstream.node.v1.NodeService/Infer", "Bearer " + everything).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
  }

  @Test
  void aTokenSignedByAnotherKeyIsRefused() throws Exception {
    TestIssuer forger = new TestIssuer();
    JWSHeader stolen =
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(issuer.key().getKeyID()).build();

    invalid(forger.sign(TestIssuer.claims("screen")));
    invalid(forger.sign(stolen, TestIssuer.claims("screen").build()));
  }

  @Test
  void aTokenThatWasChangedIsRefused() throws Exception {
    String[] parts = issuer.sign(TestIssuer.claims("screen")).split("\\.", -1);
    String widened =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                TestIssuer.claims("operate").build().toString().getBytes(StandardCharsets.UTF_8));

    invalid(parts[0] + "." + widened + "." + parts[2]);
    invalid(parts[0] + "." + parts[1] + ".");
    invalid(parts[0] + "." + parts[1]);
  }

  @Test
  void anUnsignedTokenIsRefused() {
    invalid(new PlainJWT(TestIssuer.claims("screen").build()).serialize());
  }

  @Test
  void thePublicKeyAsASharedSecretIsRefused() throws Exception {
    SignedJWT confused =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(issuer.key().getKeyID()).build(),
            TestIssuer.claims("screen").build());
    confused.sign(new MACSigner(issuer.key().toECPublicKey().getEncoded()));

    invalid(confused.serialize());
  }

  @Test
  void anAlgorithmThatIsNotAllowedIsRefused() throws Exception {
    gatekeeper.close();
    try (Gatekeeper other = gatekeeper(keys.toString(), "", "roles", "RS256")) {
      Verdict verdict = decide(other, SCREEN, "Bearer " + issuer.sign(TestIssuer.claims("screen")));
      assertThat(verdict)
          .isEqualTo(new Refused(ErrorCode.UNAUTHENTICATED, "The token is not accepted."));
    }
  }

  @Test
  void aTokenOfAnotherIssuerOrForAnotherAudienceIsRefused() throws Exception {
    invalid(issuer.sign(TestIssuer.claims("screen").issuer("https://other.test")));
    invalid(issuer.sign(TestIssuer.claims("screen").audience("billing")));
    invalid(issuer.sign(TestIssuer.claims("screen").audience((String) null)));
  }

  @Test
  void aTokenWithoutAnEndOrASubjectIsRefused() throws Exception {
    invalid(issuer.sign(TestIssuer.claims("screen").expirationTime(null)));
    invalid(issuer.sign(TestIssuer.claims("screen").subject(null)));
  }

  @Test
  void aTokenOfTomorrowIsRefused() throws Exception {
    invalid(
        issuer.sign(
            TestIssuer.claims("screen").notBeforeTime(Date.from(Instant.now().plusSeconds(600)))));
  }

  @Test
  void anExpiredTokenIsToldToBe() throws Exception {
    String expired =
        issuer.sign(
            TestIssuer.claims("screen").expirationTime(Date.from(Instant.now().minusSeconds(60))));

    assertThat(refused(SCREEN, "Bearer " + expired))
        .isEqualTo(new Refused(ErrorCode.UNAUTHENTICATED, "The token has expired; get a new one."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "..", "a.b.c", "e30.e30.", "\u00e9\u00e9", "eyJhbGciOiJub25lIn0.e30."})
  void noiseIsRefused(String token) {
    invalid(token);
  }

  @Test
  void anEndlessTokenIsRefusedUnread() {
    invalid("a".repeat(9 << 10));
  }

  @Test
  void aTokenIsVerifiedOnceInAWhile() throws Exception {
    String token = issuer.sign(TestIssuer.claims("screen"));
    admitted(SCREEN, token);

    assertThat(gatekeeper.decide(SCREEN, "Bearer " + token)).isDone();
  }

  @Test
  void aCallerThatTheFileLosesIsRefusedAndLosesItsStanding() throws IOException {
    Caller caller = admitted(SCREEN, WARD);
    caller.requireStanding();

    write("");

    await().until(() -> decide(gatekeeper, SCREEN, "Bearer " + WARD) instanceof Refused);
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(caller::requireStanding)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void anotherCallerInTheFileChangesNothingForTheFirst() throws Exception {
    Caller caller = admitted(SCREEN, WARD);
    write(
        """
        {"name": "new", "token_sha256": "%s", "roles": ["ask"]},
        {"name": "ward", "token_sha256": "%s", "roles": ["screen"], "profiles": ["tumour15"]}\
        """
            .formatted(sha256("new"), sha256(WARD)));

    await().until(() -> decide(gatekeeper, ASK, "Bearer new") instanceof Admitted);
    caller.requireStanding();
  }

  @Test
  void newKeysInTheFileAreTaken() throws Exception {
    TestIssuer successor = new TestIssuer();
    String token = successor.sign(TestIssuer.claims("screen"));
    invalid(token);

    Files.writeString(keys, successor.keys());

    await().until(() -> decide(gatekeeper, SCREEN, "Bearer " + token) instanceof Admitted);
    invalid(issuer.sign(TestIssuer.claims("screen")));
  }

  @Test
  void keysAreFetchedFromAUrlOnceForMany() throws Exception {
    AtomicInteger fetched = new AtomicInteger();
    HttpServer server = publish(issuer.keys(), fetched);
    try (Gatekeeper fetching = gatekeeper(url(server), "")) {
      for (int i = 0; i < 5; i++) {
        String token = issuer.sign(TestIssuer.claims("screen").subject("doctor-" + i));
        assertThat(decide(fetching, SCREEN, "Bearer " + token)).isInstanceOf(Admitted.class);
      }
      assertThat(fetched).hasValue(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTokenWithAnUnknownKeyHasTheKeysFetchedAgain() throws Exception {
    AtomicInteger fetched = new AtomicInteger();
    TestIssuer successor = new TestIssuer();
    HttpServer server = publish(issuer.keys(), fetched);
    try (Gatekeeper fetching = gatekeeper(url(server), "")) {
      decide(fetching, SCREEN, "Bearer " + issuer.sign(TestIssuer.claims("screen")));
      server.removeContext("/keys");
      answer(server, successor.keys(), fetched);

      String token = successor.sign(TestIssuer.claims("screen"));
      assertThat(decide(fetching, SCREEN, "Bearer " + token)).isInstanceOf(Admitted.class);
      assertThat(fetched).hasValue(2);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void keysThatCannotBeReachedAreNoVerdictOnTheToken() throws Exception {
    HttpServer server = publish(issuer.keys(), new AtomicInteger());
    String url = url(server);
    server.stop(0);
    try (Gatekeeper alone = gatekeeper(url, "")) {
      Verdict verdict = decide(alone, SCREEN, "Bearer " + issuer.sign(TestIssuer.claims("screen")));
      assertThat(verdict)
          .isEqualTo(
              new Refused(
                  ErrorCode.NOT_READY, "Tokens cannot be verified at the moment; try again."));
    }
  }

  @Test
  void keysThatWereFetchedStayGoodWhileTheirUrlIsAway() throws Exception {
    HttpServer server = publish(issuer.keys(), new AtomicInteger());
    try (Gatekeeper fetching = gatekeeper(url(server), "")) {
      decide(fetching, SCREEN, "Bearer " + issuer.sign(TestIssuer.claims("screen")));
      server.stop(0);

      String unknown = new TestIssuer().sign(TestIssuer.claims("screen"));
      assertThat(decide(fetching, SCREEN, "Bearer " + unknown)).isInstanceOf(Refused.class);
      for (int i = 0; i < 5; i++) {
        String token = issuer.sign(TestIssuer.claims("screen").subject("doctor-" + i));
        assertThat(decide(fetching, SCREEN, "Bearer " + token)).isInstanceOf(Admitted.class);
      }
    }
  }

  @Test
  void aUrlThatNeverAnswersHoldsUpNobodyElse() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Gatekeeper waiting = gatekeeper("http://127.0.0.1:" + mute.getLocalPort() + "/keys", "")) {
      String token = issuer.sign(TestIssuer.claims("screen"));
      CompletableFuture<Verdict> signed = waiting.decide(SCREEN, "Bearer " + token);

      assertThat(waiting.decide(SCREEN, "Bearer " + WARD)).isCompleted();
      assertThat(signed).isNotDone();
      assertThat(signed.get(20, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NOT_READY));
    }
  }

  @Test
  void aProfilesClaimThatIsAskedForIsNeeded() throws Exception {
    gatekeeper.close();
    try (Gatekeeper strict = gatekeeper(keys.toString(), "profiles")) {
      Caller some =
          ((Admitted)
                  decide(
                      strict,
                      SCREEN,
                      "Bearer "
                          + issuer.sign(
                              TestIssuer.claims("screen").claim("profiles", List.of("tumour15")))))
              .caller();
      some.requireProfile("tumour15");
      denied(some, "other");
      denied(some, "");
      Caller none =
          ((Admitted) decide(strict, SCREEN, "Bearer " + issuer.sign(TestIssuer.claims("screen"))))
              .caller();
      denied(none, "tumour15");
    }
  }

  @Test
  void decisionsAreCounted() {
    admitted(SCREEN, WARD);
    invalid("x");
    invalid("y");

    assertThat(counted("admitted")).isEqualTo(1);
    assertThat(counted("invalid")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "noise",
        "{\"callers\": [{}]}",
        "{\"callers\": [{\"name\": \"a\", \"token_sha256\": \"00\", \"roles\": [\"screen\"]}]}",
        "{\"callers\": [{\"name\": \"a\", \"token_sha256\": \"%s\", \"roles\": []}]}",
        "{\"callers\": [{\"name\": \"a\", \"token_sha256\": \"%s\", \"roles\": [\"king\"]}]}",
        "{\"callers\": [{\"name\": \"a\", \"token_sha256\": \"%s\", \"roles\": [\"screen\"],"
            + " \"profile\": [\"p\"]}]}"
      })
  void aFileThatIsNoListOfCallersIsNamed(String content) throws Exception {
    Files.writeString(callers, content.replace("%s", sha256("t")));

    assertThatIOException()
        .isThrownBy(() -> gatekeeper(keys.toString(), "").close())
        .withMessageContaining("callers.json is no list of callers");
  }

  @Test
  void withoutAuthenticationEverybodyIsLocal() throws IOException {
    AuthenticationConfig off =
        new AuthenticationConfig(false, "", Duration.ofSeconds(1), jwt("", "", "roles", "ES256"));
    try (Gatekeeper open = Gatekeeper.open(off, new PrometheusRegistry(), Clock.systemUTC())) {
      assertThat(decide(open, LOAD, null)).isEqualTo(new Admitted(Caller.LOCAL));
    }
  }

  private void invalid(String token) {
    assertThat(refused(SCREEN, "Bearer " + token))
        .isEqualTo(new Refused(ErrorCode.UNAUTHENTICATED, "The token is not accepted."));
  }

  private static void denied(Caller caller, String profile) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> caller.requireProfile(profile))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION_DENIED));
  }

  private Caller admitted(String method, String token) {
    Verdict verdict = decide(gatekeeper, method, "Bearer " + token);
    assertThat(verdict).isInstanceOf(Admitted.class);
    return ((Admitted) verdict).caller();
  }

  private Refused refused(String method, String authorization) {
    Verdict verdict = decide(gatekeeper, method, authorization);
    assertThat(verdict).isInstanceOf(Refused.class);
    return (Refused) verdict;
  }

  private static Verdict decide(Gatekeeper by, String method, String authorization) {
    return by.decide(method, authorization).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private Gatekeeper gatekeeper(String jwks, String profilesClaim) throws IOException {
    return gatekeeper(jwks, profilesClaim, "roles");
  }

  private Gatekeeper gatekeeper(String jwks, String profilesClaim, String rolesClaim)
      throws IOException {
    return gatekeeper(jwks, profilesClaim, rolesClaim, "ES256");
  }

  private Gatekeeper gatekeeper(
      String jwks, String profilesClaim, String rolesClaim, String algorithm) throws IOException {
    // One registry takes a metric's name once.
    registry.clear();
    return Gatekeeper.open(
        new AuthenticationConfig(
            true,
            callers.toString(),
            Duration.ofMillis(20),
            jwt(jwks, profilesClaim, rolesClaim, algorithm)),
        registry,
        Clock.systemUTC());
  }

  private static JwtConfig jwt(
      String jwks, String profilesClaim, String rolesClaim, String algorithm) {
    return new JwtConfig(
        jwks,
        TestIssuer.NAME,
        TestIssuer.AUDIENCE,
        List.of(algorithm),
        Duration.ofSeconds(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        rolesClaim,
        profilesClaim);
  }

  private void write(String entries) throws IOException {
    Files.writeString(callers, "{\"callers\": [" + entries + "]}");
  }

  private double counted(String decision) {
    return registry.scrape().stream()
        .filter(CounterSnapshot.class::isInstance)
        .map(CounterSnapshot.class::cast)
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .filter(point -> decision.equals(point.getLabels().get("decision")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static String sha256(String token) throws NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
  }

  private static HttpServer publish(String keys, AtomicInteger fetched) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(server, keys, fetched);
    server.start();
    return server;
  }

  private static void answer(HttpServer server, String keys, AtomicInteger fetched) {
    byte[] bytes = keys.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/keys",
        exchange -> {
          fetched.incrementAndGet();
          exchange.getResponseHeaders().add("content-type", "application/jwk-set+json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
  }
}
