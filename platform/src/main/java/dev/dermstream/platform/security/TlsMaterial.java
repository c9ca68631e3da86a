package dev.dermstream.platform.security;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A certificate, its key and the authorities by which peers are judged, always as the files say:
 * new handshakes see new files, connections that stand go on. Material is taken over whole or not
 * at all. Thread-safe.
 */
public final class TlsMaterial implements AutoCloseable {
  /** The only version of TLS that is spoken. */
  public static final String PROTOCOL = "TLSv1.3";

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final AdvancedTlsX509TrustManager trust;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final WatchedFiles watch;
  private volatile Instant expires = Instant.MIN;

  private TlsMaterial(String what, TlsFiles files, PeerNames peers, Duration interval)
      throws IOException {
    this.files = files;
    try {
      this.trust =
          AdvancedTlsX509TrustManager.newBuilder()
              // The name is for PeerNames: the address that was called says nothing.
              .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
              .setSslSocketAndEnginePeerVerifier(peers)
              .build();
    } catch (CertificateException e) {
      throw new IllegalStateException("A trust manager cannot be made", e);
    }
    this.watch = WatchedFiles.open(what, files.all(), interval, this::load);
  }

  /**
   * Reads the files and follows them until closed.
   *
   * @param what names the material in the log
   * @param peers DNS names of which a peer's certificate must carry one; empty: any that the
   *     authorities vouch for
   * @param interval pause between two looks at the files
   * @throws IOException naming the file that cannot be used
   */
  public static TlsMaterial open(
      String what, TlsFiles files, Collection<String> peers, Duration interval) throws IOException {
    return new TlsMaterial(what, files, new PeerNames(Set.copyOf(peers)), interval);
  }

  /** Shows the certificate of the moment. */
  public X509ExtendedKeyManager keyManager() {
    return keys;
  }

  /** Judges peers by the authorities of the moment; trusts nobody where none are configured. */
  public X509ExtendedTrustManager trustManager() {
    return trust;
  }

  /** When the first of the certificates that are shown ends. */
  public Instant expires() {
    return expires;
  }

  /**
   * @param listener runs on the watching thread after new material was taken over
   */
  public void onReload(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    watch.close();
  }

  private void load() throws IOException {
    KeyMaterial material = KeyMaterial.read(files.certificate(), files.key());
    Optional<List<X509Certificate>> authorities =
        files.authorities().isEmpty()
            ? Optional.empty()
            : Optional.of(KeyMaterial.certificates(files.authorities().get()));
    try {
      if (authorities.isPresent()) {
        trust.updateTrustCredentials(authorities.get().toArray(X509Certificate[]::new));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("The authorities in %s cannot be used".formatted(files), e);
    }
    keys.updateIdentityCredentials(
        material.chain().toArray(X509Certificate[]::new), material.key());
    expires = material.expires();
    listeners.forEach(Runnable::run);
  }
}
