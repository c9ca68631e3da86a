package dev.dermstream.gateway.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import dev.dermstream.gateway.security.TokenRefusedException.Reason;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges JSON Web Tokens (RFC 7519): signature by a known key and an allowed algorithm, issuer,
 * audience, times, subject. Unsigned tokens ({@code alg: none}) and those signed by a shared secret
 * are never accepted. Thread-safe.
 */
final class SignedTokens implements AutoCloseable {
  private static final Set<String> REQUIRED = Set.of("sub", "exp");

  private final KeySets keys;
  private final DefaultJWTProcessor<SecurityContext> processor;
  private final JwtConfig config;
  private final Clock clock;

  private SignedTokens(KeySets keys, JwtConfig config, Clock clock) {
    this.keys = keys;
    this.config = config;
    this.clock = clock;
    this.processor = processor(keys, config);
  }

  /**
   * @param clock for calls that outlast their token
   * @throws IOException if the keys' file cannot be used
   */
  static SignedTokens open(JwtConfig config, Duration reloadInterval, Clock clock)
      throws IOException {
    return new SignedTokens(KeySets.open(config, reloadInterval), config, clock);
  }

  /** May block while keys are fetched. */
  Verified verify(String token) throws TokenRefusedException {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      Instant expires = claims.getExpirationTime().toInstant().plus(config.clockSkew());
      return new Verified(
          new Caller(
              String.valueOf(claims.getSubject()),
              roles(claims),
              profiles(claims),
              () -> clock.instant().isBefore(expires)),
          expires);
    } catch (ExpiredJWTException e) {
      throw new TokenRefusedException(Reason.EXPIRED, "expired", e);
    } catch (KeySourceException e) {
      throw new TokenRefusedException(Reason.UNVERIFIABLE, "the keys cannot be reached", e);
    } catch (BadJOSEException | JOSEException | ParseException e) {
      throw new TokenRefusedException(Reason.INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A token that is genuine.
   *
   * @param expires when it ends, tolerance included
   */
  record Verified(Caller caller, Instant expires) {}

  @Override
  public void close() {
    keys.close();
  }

  private static DefaultJWTProcessor<SecurityContext> processor(KeySets keys, JwtConfig config) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            config.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toSet()),
            keys.source()));
    DefaultJWTClaimsVerifier<SecurityContext> claims =
        new DefaultJWTClaimsVerifier<>(
            Set.of(config.audience()),
            new JWTClaimsSet.Builder().issuer(config.issuer()).build(),
            REQUIRED,
            Set.of());
    claims.setMaxClockSkew((int) config.clockSkew().toSeconds());
    processor.setJWTClaimsSetVerifier(claims);
    return processor;
  }

  /** Words that are no roles here are other services' and mean nothing. */
  private Set<Role> roles(JWTClaimsSet claims) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    words(claims, config.rolesClaim()).forEach(word -> Role.named(word).ifPresent(roles::add));
    return roles;
  }

  /** A token without the claim is good for none: the issuer has to say so. */
  private Optional<Set<String>> profiles(JWTClaimsSet claims) {
    return config.profilesClaim().isBlank()
        ? Optional.empty()
        : Optional.of(Set.copyOf(words(claims, config.profilesClaim())));
  }

  /** A list, or one text with spaces between the words as in {@code scope}. */
  private static List<String> words(JWTClaimsSet claims, String name) {
    return switch (claim(claims.getClaims(), name)) {
      case String text -> List.of(text.split(" "));
      case List<?> list ->
          list.stream().filter(String.class::isInstance).map(String.class::cast).toList();
      case null, default -> List.of();
    };
  }

  /** By its whole name, or, with dots between, as a field inside objects. */
  private static @Nullable Object claim(Map<String, Object> claims, String name) {
    Object whole = claims.get(name);
    int dot = name.indexOf('.');
    if (whole != null || dot < 0 || !(claims.get(name.substring(0, dot)) instanceof Map<?, ?> in)) {
      return whole;
    }
    Map<String, Object> inner =
        in.entrySet().stream()
            .filter(entry -> entry.getValue() != null)
            .collect(Collectors.toMap(entry -> (String) entry.getKey(), Map.Entry::getValue));
    return claim(inner, name.substring(dot + 1));
  }
}
