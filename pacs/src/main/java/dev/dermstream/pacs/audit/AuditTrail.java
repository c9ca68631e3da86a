package dev.dermstream.pacs.audit;

import dev.dermstream.pacs.ledger.Door;
import dev.dermstream.pacs.ledger.Origin;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what the edge does, as audit messages of PS3.15, A.5.
 *
 * <p>An event is handed to one thread, which writes whatever waits to the file of the day and
 * forces it to the disk; then the same message goes to the syslog server, if there is one, and a
 * record to the audit log. The file has everything; neither of the others can delay it or keep an
 * event from it. A call waits only while {@value #MOST_WAITING} events wait for the disk: a disk
 * that takes nothing holds the edge up rather than lose its trail.
 *
 * <p>Thread-safe. No method takes anything of a patient but an opaque token.
 */
public final class AuditTrail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_AT_ONCE = 500;
  private static final Duration SYSLOG_RETRY = Duration.ofSeconds(5);
  private static final long DISK_RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long CLOSING_SECONDS = 10;

  private record Written(AuditEvent event, String xml) {}

  private final AuditSource source;
  private final Clock clock;
  private final DailyFile file;
  private final @Nullable SyslogForwarder syslog;
  private final EventChain chain;
  private final BoundedQueue<Written> waiting = new BoundedQueue<>(MOST_WAITING);
  private final Thread thread;
  private volatile boolean chainFailing;

  private AuditTrail(
      AuditSource source,
      Path folder,
      Clock clock,
      @Nullable SyslogForwarder syslog,
      EventChain chain) {
    this.source = source;
    this.clock = clock;
    this.file = new DailyFile(folder);
    this.syslog = syslog;
    this.chain = chain;
    this.thread = Thread.ofPlatform().daemon().name("pacs-audit").unstarted(this::run);
  }

  /**
   * Begins a trail.
   *
   * @param folder of the files, made if it is not there
   * @param syslog an audit repository, or none
   * @param chain where the events become records, or {@link EventChain#NONE}
   * @throws IOException if the folder takes no file
   */
  public static AuditTrail open(
      AuditSource source, Path folder, Clock clock, Optional<SyslogTarget> syslog, EventChain chain)
      throws IOException {
    return open(source, folder, clock, syslog, chain, SYSLOG_RETRY);
  }

  static AuditTrail open(
      AuditSource source,
      Path folder,
      Clock clock,
      Optional<SyslogTarget> syslog,
      EventChain chain,
      Duration retry)
      throws IOException {
    try (DailyFile probe = new DailyFile(folder)) {
      probe.append(clock.instant(), List.of());
    }
    SyslogForwarder forwarder =
        syslog
            .map(target -> SyslogForwarder.start(target, source.host(), MOST_WAITING, retry))
            .orElse(null);
    AuditTrail trail = new AuditTrail(source, folder, clock, forwarder, chain);
    trail.thread.start();
    return trail;
  }

  /** The edge takes objects from now on (A.5.3.1). */
  public void applicationStarted() {
    activity("application-started", Code.APPLICATION_START);
  }

  /** The edge takes no objects any more. */
  public void applicationStopped() {
    activity("application-stopped", Code.APPLICATION_STOP);
  }

  private void activity(String word, Code type) {
    Participant self = Participant.edge(source, false, Optional.of(Code.APPLICATION));
    add(
        word,
        Code.APPLICATION_ACTIVITY,
        Optional.of(type),
        "E",
        AuditOutcome.SUCCESS,
        List.of(self),
        AuditEvent.NOBODY,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Objects of a study came in (A.5.3.7), over the web as an import (A.5.3.8).
   *
   * @param address where from; empty if not known
   */
  public void received(Origin origin, String address, Transfer transfer, AuditOutcome outcome) {
    Peer from = new Peer(origin.peer(), address);
    if (origin.door() == Door.STOW) {
      Participant self = Participant.edge(source, false, Optional.of(Code.DESTINATION));
      Participant medium = Participant.peer(from, true, Optional.of(Code.SOURCE_MEDIA));
      transferred(
          "instances-imported", Code.IMPORT, "C", outcome, List.of(self, medium), from, transfer);
    } else {
      Participant sender = Participant.peer(from, true, Optional.of(Code.SOURCE));
      Participant self = Participant.edge(source, false, Optional.of(Code.DESTINATION));
      transferred(
          "instances-received",
          Code.TRANSFERRED,
          "C",
          outcome,
          List.of(sender, self),
          from,
          transfer);
    }
  }

  /** Objects of a study are about to be sent (A.5.3.3). */
  public void beginSending(Peer destination, Transfer transfer) {
    transferred(
        "instances-sending",
        Code.BEGIN_TRANSFER,
        "E",
        AuditOutcome.SUCCESS,
        toward(destination, Code.DESTINATION),
        destination,
        transfer);
  }

  /** Objects of a study were sent, or could not be (A.5.3.7). */
  public void sent(Peer destination, Transfer transfer, AuditOutcome outcome) {
    transferred(
        "instances-sent",
        Code.TRANSFERRED,
        "R",
        outcome,
        toward(destination, Code.DESTINATION),
        destination,
        transfer);
  }

  /** Results of a study left by another way than DICOM (A.5.3.5). */
  public void exported(Peer destination, Transfer transfer, AuditOutcome outcome) {
    transferred(
        "instances-exported",
        Code.EXPORT,
        "R",
        outcome,
        toward(destination, Code.DESTINATION_MEDIA),
        destination,
        transfer);
  }

  private List<Participant> toward(Peer destination, Code role) {
    return List.of(
        Participant.edge(source, true, Optional.of(Code.SOURCE)),
        Participant.peer(destination, false, Optional.of(role)));
  }

  private void transferred(
      String word,
      Code id,
      String action,
      AuditOutcome outcome,
      List<Participant> participants,
      Peer peer,
      Transfer transfer) {
    add(
        word,
        id,
        Optional.empty(),
        action,
        outcome,
        participants,
        peer,
        Optional.of(transfer),
        Optional.empty());
  }

  /**
   * A peer was turned away (A.5.3.10, node authentication).
   *
   * @param callingAe as it called itself, which may be anything
   * @param reason of ours, not a peer's text
   */
  public void refusedAssociation(String callingAe, String address, String reason) {
    Peer peer = new Peer(callingAe, address);
    List<Participant> participants =
        List.of(
            Participant.edge(source, false, Optional.empty()),
            Participant.peer(peer, true, Optional.empty()));
    add(
        "association-refused",
        Code.SECURITY_ALERT,
        Optional.of(Code.NODE_AUTHENTICATION),
        "E",
        AuditOutcome.MINOR_FAILURE,
        participants,
        peer,
        Optional.empty(),
        Optional.of(reason));
  }

  private void add(
      String word,
      Code id,
      Optional<Code> type,
      String action,
      AuditOutcome outcome,
      List<Participant> participants,
      Peer peer,
      Optional<Transfer> transfer,
      Optional<String> alert) {
    AuditEvent event =
        new AuditEvent(
            word, id, type, action, outcome, clock.instant(), participants, peer, transfer, alert);
    waiting.put(new Written(event, AuditXml.of(source, event)));
  }

  /** Messages that the syslog server will never see, because it was away for too long. */
  public long syslogDropped() {
    return syslog == null ? 0 : syslog.dropped();
  }

  private void run() {
    for (var some = waiting.take(MOST_AT_ONCE);
        !some.isEmpty();
        some = waiting.take(MOST_AT_ONCE)) {
      if (write(some)) {
        some.forEach(this::hand);
      }
    }
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("The audit file did not close", e);
    }
  }

  /** Tries until it is written; when the trail is being closed, once more. */
  private boolean write(List<Written> some) {
    List<String> lines = some.stream().map(Written::xml).toList();
    boolean last = false;
    for (boolean first = true; ; first = false) {
      try {
        file.append(clock.instant(), lines);
        return true;
      } catch (IOException e) {
        if (first) {
          LOG.warn("The audit file cannot be written; it is tried again", e);
        }
      }
      if (last) {
        LOG.error("{} audit events were lost: their file could not be written", lines.size());
        return false;
      }
      last = waiting.rest(DISK_RETRY_NANOS);
    }
  }

  private void hand(Written one) {
    if (syslog != null) {
      syslog.offer(one.event().at(), one.xml());
    }
    try {
      var _ = chain.enter(one.event().record()).whenComplete((none, failure) -> told(failure));
    } catch (RuntimeException e) {
      told(e);
    }
  }

  /** Of what became of a record; a failure is told once, until one is written again. */
  private void told(@Nullable Throwable failure) {
    if (failure != null && !chainFailing) {
      LOG.warn("The audit log takes no events now; the audit files have them", failure);
    }
    chainFailing = failure != null;
  }

  /** Writes what waits. Idempotent. */
  @Override
  public void close() {
    waiting.close();
    BoundedQueue.join(thread, CLOSING_SECONDS);
    if (syslog != null) {
      syslog.close();
    }
  }
}
