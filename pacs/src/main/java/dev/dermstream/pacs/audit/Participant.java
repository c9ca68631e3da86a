package dev.dermstream.pacs.audit;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who took part (PS3.15, A.5.2.2).
 *
 * @param alternative AE titles as {@code AETITLES=...}, or empty
 * @param requestor whether it began the exchange
 * @param address empty if not known
 */
record Participant(
    String id, String alternative, boolean requestor, Optional<Code> role, String address) {
  private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.%]*:.*");

  static Participant edge(AuditSource source, boolean requestor, Optional<Code> role) {
    String titles = source.aeTitle().isEmpty() ? "" : "AETITLES=" + source.aeTitle();
    return new Participant(source.id(), titles, requestor, role, source.host());
  }

  static Participant peer(Peer peer, boolean requestor, Optional<Code> role) {
    return new Participant(peer.name(), "", requestor, role, peer.address());
  }

  /** 1 for a host's name, 2 for an IP address. */
  String addressKind() {
    return IP_ADDRESS.matcher(address).matches() ? "2" : "1";
  }
}
