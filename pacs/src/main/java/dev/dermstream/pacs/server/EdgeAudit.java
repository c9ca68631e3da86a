package dev.dermstream.pacs.server;

import dev.dermstream.audit.log.Audit;
import dev.dermstream.audit.log.AuditConfig;
import dev.dermstream.audit.log.AuditLog;
import dev.dermstream.audit.log.AuditMode;
import dev.dermstream.audit.store.AuditStoreException;
import dev.dermstream.audit.store.StoreConfig;
import dev.dermstream.pacs.audit.AuditSource;
import dev.dermstream.pacs.audit.AuditTrail;
import dev.dermstream.pacs.audit.SyslogTarget;
import dev.dermstream.platform.config.Settings;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Where the edge's audit trail goes, {@code dermstream.pacs.audit}: files of PS3.15 messages, a
 * chain of records beside them, and a syslog server if there is one.
 *
 * @param syslog {@code HOST:PORT}, or empty
 */
record EdgeAudit(Path directory, String source, String syslog, String transport) {
  private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");
  private static final String CHAIN_FOLDER = "chain";
  private static final Duration KEEP = Duration.ofDays(3_650);
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_TOGETHER = 500;

  static EdgeAudit read(Settings settings) {
    EdgeAudit read =
        new EdgeAudit(
            Path.of(settings.text("audit.directory")),
            settings.text("audit.source"),
            settings.text("audit.syslog"),
            settings.text("audit.syslog-transport"));
    settings.require(
        StoreConfig.isChainName(read.source),
        "audit.source",
        "must be 1 to 100 letters, digits, dots, underscores and hyphens");
    settings.require(
        read.syslog.isEmpty() || ADDRESS.matcher(read.syslog).matches(),
        "audit.syslog",
        "must be HOST:PORT or empty");
    settings.require(
        read.transport.matches("tls|tcp|udp"), "audit.syslog-transport", "must be tls, tcp or udp");
    return read;
  }

  /** The chain of records, to be closed behind the trail. */
  Audit openChain(Clock clock, PrometheusRegistry registry) throws IOException {
    AuditConfig config =
        new AuditConfig(
            AuditMode.DURABLE,
            source,
            new StoreConfig(directory.resolve(CHAIN_FOLDER), "", "", ""),
            MOST_WAITING,
            MOST_TOGETHER,
            Duration.ofSeconds(1),
            KEEP,
            "",
            Duration.ofMinutes(1));
    try {
      return AuditLog.start(config, source, clock, registry, () -> {});
    } catch (AuditStoreException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  AuditTrail openTrail(String aeTitle, Audit chain, Optional<SSLContext> tls, Clock clock)
      throws IOException {
    AuditSource whose = new AuditSource(source, "", aeTitle, host());
    return AuditTrail.open(whose, directory, clock, target(tls), chain::enter);
  }

  private Optional<SyslogTarget> target(Optional<SSLContext> tls) throws IOException {
    Matcher address = ADDRESS.matcher(syslog);
    if (!address.matches()) {
      return Optional.empty();
    }
    String host = address.group(1);
    int port = Integer.parseInt(address.group(2));
    return Optional.of(
        switch (transport) {
          case "udp" -> new SyslogTarget.Udp(host, port);
          case "tcp" -> new SyslogTarget.Tcp(host, port);
          default -> new SyslogTarget.Tls(host, port, tls.isPresent() ? tls.get() : usual());
        });
  }

  private static SSLContext usual() throws IOException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IOException("TLS cannot be set up", e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
