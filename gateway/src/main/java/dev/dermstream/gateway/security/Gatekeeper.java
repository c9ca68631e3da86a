package dev.dermstream.gateway.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.gateway.security.SignedTokens.Verified;
import dev.dermstream.gateway.security.Verdict.Admitted;
import dev.dermstream.gateway.security.Verdict.Refused;
import dev.dermstream.platform.digest.Sha256;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about every call before anything of it is read: who sends it, by the token in {@code
 * authorization: Bearer TOKEN}, and whether that caller may call this method.
 *
 * <p>Fixed tokens and signed tokens that were verified a moment ago are decided at once. A new
 * signed token is verified on a thread of its own, because that takes time, and more of it while an
 * issuer's keys are fetched; what waits there is bounded. Only what was accepted is remembered, by
 * its SHA-256. Thread-safe.
 */
public final class Gatekeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gatekeeper.class);
  private static final String SCHEME = "bearer ";
  private static final String OPEN = "open";
  private static final String ADMITTED = "admitted";
  private static final String MISSING = "missing";
  private static final String DENIED = "denied";
  private static final String OVERLOADED = "overloaded";
  private static final List<String> DECISIONS =
      List.of(OPEN, ADMITTED, MISSING, DENIED, OVERLOADED);
  private static final int LONGEST_TOKEN = 8 << 10;
  private static final int MOST_REMEMBERED = 10_000;
  private static final int MOST_AT_ONCE = 256;

  private final boolean enabled;
  private final @Nullable KnownCallers known;
  private final @Nullable SignedTokens signed;
  private final Cache<ByteBuffer, Verified> verified;
  private final Counter decisions;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final ExecutorService verifiers = Executors.newVirtualThreadPerTaskExecutor();

  private Gatekeeper(
      AuthenticationConfig config,
      @Nullable KnownCallers known,
      @Nullable SignedTokens signed,
      PrometheusRegistry registry,
      Clock clock) {
    this.enabled = config.enabled();
    this.known = known;
    this.signed = signed;
    this.verified =
        Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfter(
                Expiry.<ByteBuffer, Verified>creating((digest, token) ->
                    earlier(
                        config.jwt().cacheTime(),
                        Duration.between(clock.instant(), token.expires()))))
            .build();
    this.decisions =
        Counter.builder()
            .name("dermstream_gateway_calls_decided_total")
            .help("Calls by what the gatekeeper decided.")
            .labelNames("decision")
            .register(registry);
    // From the first scrape on: a rate cannot tell a counter's first value from its appearance.
    DECISIONS.forEach(decisions::initLabelValues);
    for (TokenRefusedException.Reason reason : TokenRefusedException.Reason.values()) {
      decisions.initLabelValues(decision(reason));
    }
  }

  /**
   * Reads the files of callers and keys and follows them until closed.
   *
   * @throws IOException naming the file that cannot be used
   */
  public static Gatekeeper open(
      AuthenticationConfig config, PrometheusRegistry registry, Clock clock) throws IOException {
    if (!config.enabled()) {
      return new Gatekeeper(config, null, null, registry, clock);
    }
    KnownCallers known =
        config.callersFile().isBlank()
            ? null
            : KnownCallers.open(Path.of(config.callersFile()), config.reloadInterval());
    boolean opened = false;
    try {
      SignedTokens signed =
          config.jwt().isUsed()
              ? SignedTokens.open(config.jwt(), config.reloadInterval(), clock)
              : null;
      opened = true;
      return new Gatekeeper(config, known, signed, registry, clock);
    } finally {
      if (!opened && known != null) {
        known.close();
      }
    }
  }

  /**
   * Decides about a call. Never blocks; the future is done at once unless a signed token is new,
   * else it ends on another thread. It never fails.
   *
   * @param method for example {@code dermstream.v1.ScreeningService/Screen}
   * @param authorization the field of that name, null if there is none
   */
  public CompletableFuture<Verdict> decide(String method, @Nullable String authorization) {
    if (!enabled) {
      return CompletableFuture.completedFuture(new Admitted(Caller.LOCAL));
    }
    Optional<Permission> permission = MethodPermissions.of(method);
    if (permission.isPresent() && permission.get() instanceof Permission.Open) {
      return now(OPEN, new Admitted(Caller.LOCAL));
    }
    String token = bearer(authorization);
    if (token == null) {
      return now(
          MISSING,
          new Refused(
              ErrorCode.UNAUTHENTICATED,
              "This gateway takes calls with a token only; send it as authorization: Bearer TOKEN."));
    }
    return authenticate(token, method, permission);
  }

  @Override
  public void close() {
    verifiers.shutdownNow();
    if (known != null) {
      known.close();
    }
    if (signed != null) {
      signed.close();
    }
  }

  private CompletableFuture<Verdict> authenticate(
      String token, String method, Optional<Permission> permission) {
    byte[] digest = Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    Optional<Caller> fixed = known == null ? Optional.empty() : known.find(digest);
    if (fixed.isPresent()) {
      return authorize(fixed.get(), method, permission);
    }
    ByteBuffer key = ByteBuffer.wrap(digest);
    Verified remembered = verified.getIfPresent(key);
    if (remembered != null && remembered.caller().standing().getAsBoolean()) {
      return authorize(remembered.caller(), method, permission);
    }
    if (signed == null || token.length() > LONGEST_TOKEN) {
      return refuse(new TokenRefusedException(TokenRefusedException.Reason.INVALID, "unknown"));
    }
    if (!places.tryAcquire()) {
      return now(
          OVERLOADED,
          new Refused(
              ErrorCode.OVERLOADED, "Too many new tokens are being verified; try again soon."));
    }
    return verifyElsewhere(signed, token, key, method, permission);
  }

  private CompletableFuture<Verdict> verifyElsewhere(
      SignedTokens signed,
      String token,
      ByteBuffer key,
      String method,
      Optional<Permission> permission) {
    CompletableFuture<Verdict> decided = new CompletableFuture<>();
    verifiers.execute(() -> {
      try {
        Verified genuine = signed.verify(token);
        verified.put(key, genuine);
        decided.complete(authorize(genuine.caller(), method, permission).join());
      } catch (TokenRefusedException e) {
        decided.complete(refuse(e).join());
      } catch (RuntimeException e) {
        log.error("A token could not be judged", e);
        decided.complete(
            refuse(new TokenRefusedException(TokenRefusedException.Reason.INVALID, "fault", e))
                .join());
      } finally {
        places.release();
      }
    });
    return decided;
  }

  private CompletableFuture<Verdict> authorize(
      Caller caller, String method, Optional<Permission> permission) {
    if (permission.isEmpty()) {
      return now(
          DENIED,
          new Refused(
              ErrorCode.PERMISSION_DENIED, "Nobody may call this method.", Optional.of(caller)));
    }
    if (!permission.get().allows(caller)) {
      return now(
          DENIED,
          new Refused(
              ErrorCode.PERMISSION_DENIED,
              "This caller may not call %s; it takes the role %s."
                  .formatted(
                      method.substring(method.lastIndexOf('/') + 1), permission.get().describe()),
              Optional.of(caller)));
    }
    return now(ADMITTED, new Admitted(caller));
  }

  private CompletableFuture<Verdict> refuse(TokenRefusedException why) {
    // Never the token itself.
    log.debug("A token is refused", why);
    return now(
        decision(why.reason()),
        switch (why.reason()) {
          case INVALID -> new Refused(ErrorCode.UNAUTHENTICATED, "The token is not accepted.");
          case EXPIRED ->
              new Refused(ErrorCode.UNAUTHENTICATED, "The token has expired; get a new one.");
          case UNVERIFIABLE ->
              new Refused(
                  ErrorCode.NOT_READY, "Tokens cannot be verified at the moment; try again.");
        });
  }

  private static String decision(TokenRefusedException.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private CompletableFuture<Verdict> now(String decision, Verdict verdict) {
    decisions.labelValues(decision).inc();
    return CompletableFuture.completedFuture(verdict);
  }

  private static @Nullable String bearer(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    String token = authorization.substring(SCHEME.length()).strip();
    return token.isEmpty() ? null : token;
  }

  private static Duration earlier(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
