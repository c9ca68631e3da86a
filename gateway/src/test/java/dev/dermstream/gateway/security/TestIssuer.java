package dev.dermstream.gateway.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** An identity provider that lives for one test. */
public final class TestIssuer {
  public static final String NAME = "https://issuer.test";
  public static final String AUDIENCE = "dermstream";
  private static final AtomicLong NUMBER = new AtomicLong();

  private final ECKey key;

  public TestIssuer() throws JOSEException {
    key = new ECKeyGenerator(Curve.P_256).keyID("key-" + NUMBER.incrementAndGet()).generate();
  }

  ECKey key() {
    return key;
  }

  /** The JSON Web Key Set that it publishes. */
  public String keys() {
    return new JWKSet(key).toString(true);
  }

  /** Claims of a good token for these roles. */
  public static JWTClaimsSet.Builder claims(String... roles) {
    return new JWTClaimsSet.Builder()
        .issuer(NAME)
        .audience(AUDIENCE)
        .subject("doctor-7")
        .claim("roles", List.of(roles))
        .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
  }

  public String sign(JWTClaimsSet.Builder claims) throws JOSEException {
    return sign(
        new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims.build());
  }

  String sign(JWSHeader header, JWTClaimsSet claims) throws JOSEException {
    SignedJWT token = new SignedJWT(header, claims);
    token.sign(new ECDSASigner(key));
    return token.serialize();
  }
}
