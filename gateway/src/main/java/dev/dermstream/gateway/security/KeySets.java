package dev.dermstream.gateway.security;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import dev.dermstream.platform.security.WatchedFiles;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the public keys of an issuer come from (JSON Web Key Set, RFC 7517): a file that is
 * followed, or a URL that is fetched when its keys grow old or a token names an unknown one, not
 * oftener than every half minute, and whose last keys stay good for a day while it is away.
 */
final class KeySets implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(30);
  private static final Duration OUTAGE = Duration.ofDays(1);

  private final JWKSource<SecurityContext> source;
  private final AutoCloseable following;

  private KeySets(JWKSource<SecurityContext> source, AutoCloseable following) {
    this.source = source;
    this.following = following;
  }

  /**
   * @throws IOException naming the file that holds no key set; a URL may be away for now
   */
  static KeySets open(JwtConfig config, Duration reloadInterval) throws IOException {
    return config.isUrl() ? fetched(config) : read(Path.of(config.jwks()), reloadInterval);
  }

  /** May block while it fetches. */
  JWKSource<SecurityContext> source() {
    return source;
  }

  @Override
  public void close() {
    try {
      following.close();
    } catch (Exception e) {
      throw new IllegalStateException("The keys cannot be let go", e);
    }
  }

  private static KeySets fetched(JwtConfig config) throws IOException {
    JWKSource<SecurityContext> source =
        JWKSourceBuilder.<SecurityContext>create(
                URI.create(config.jwks()).toURL(),
                new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES))
            .cache(config.refreshInterval().toMillis(), LEAST_PAUSE.toMillis() / 2)
            .rateLimited(LEAST_PAUSE.toMillis())
            .retrying(true)
            .outageTolerant(OUTAGE.toMillis())
            .build();
    return new KeySets(source, source instanceof Closeable open ? open : () -> {});
  }

  private static KeySets read(Path file, Duration interval) throws IOException {
    AtomicReference<JWKSet> keys = new AtomicReference<>(new JWKSet());
    WatchedFiles watch =
        WatchedFiles.open("keys of tokens", List.of(file), interval, () -> keys.set(parse(file)));
    return new KeySets((selector, context) -> selector.select(keys.get()), watch);
  }

  private static JWKSet parse(Path file) throws IOException {
    try {
      return JWKSet.parse(Files.readString(file)).toPublicJWKSet();
    } catch (ParseException e) {
      throw new IOException("%s is no JSON Web Key Set".formatted(file), e);
    }
  }
}
