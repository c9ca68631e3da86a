package dev.dermstream.pacs.audit;

import javax.net.ssl.SSLContext;

/** Where an audit repository listens (PS3.15, A.6). */
public sealed interface SyslogTarget {
  String host();

  int port();

  /** RFC 5426: a message is a datagram, which may be lost. The usual port is 514. */
  record Udp(String host, int port) implements SyslogTarget {}

  /** RFC 6587 with octet counting, in clear text: for a server on the same host. */
  record Tcp(String host, int port) implements SyslogTarget {}

  /**
   * RFC 5425. The usual port is 6514.
   *
   * @param context says whom to trust; the server's certificate must be for {@code host}
   */
  record Tls(String host, int port, SSLContext context) implements SyslogTarget {}
}
