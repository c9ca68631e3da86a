package dev.dermstream.pacs.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages to a syslog server (RFC 5424) on a thread of its own, in order, each until it is
 * sent. While the server is away they wait; what comes when as many wait as may is left to the file
 * alone, and counted.
 */
final class SyslogForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SyslogForwarder.class);

  /** Facility 10, security and authorization messages; severity 5, notice (A.6.1). */
  private static final String PRIORITY = "<85>";

  /** PS3.15, A.6. */
  private static final String MESSAGE_ID = "DICOM+RFC3881";

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
  private static final long CLOSING_SECONDS = 2;

  private final SyslogTarget target;
  private final String host;
  private final long retryNanos;
  private final BoundedQueue<byte[]> waiting;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable SyslogConnection connection;
  private boolean down;
  private volatile boolean abandoned;

  private SyslogForwarder(SyslogTarget target, String host, int most, Duration retry) {
    this.target = target;
    this.host = headerPart(host);
    this.retryNanos = retry.toNanos();
    this.waiting = new BoundedQueue<>(most);
    this.thread = Thread.ofPlatform().daemon().name("pacs-audit-syslog").unstarted(this::run);
  }

  static SyslogForwarder start(SyslogTarget target, String host, int most, Duration retry) {
    SyslogForwarder forwarder = new SyslogForwarder(target, host, most, retry);
    forwarder.thread.start();
    return forwarder;
  }

  /** Takes a message or leaves it; never waits. */
  void offer(Instant at, String xml) {
    byte[] message = message(at, xml);
    if (message.length > SyslogConnection.MAX_MESSAGE_BYTES || !waiting.offer(message)) {
      long before = dropped.getAndIncrement();
      if (before == 0) {
        LOG.warn("Audit messages are not sent to the syslog server; the audit files have them");
      }
    }
  }

  /** Messages that the server will never see. */
  long dropped() {
    return dropped.get();
  }

  private byte[] message(Instant at, String xml) {
    String header =
        "%s1 %s %s dermstream %d %s - "
            .formatted(
                PRIORITY,
                at.truncatedTo(ChronoUnit.MILLIS),
                host,
                ProcessHandle.current().pid(),
                MESSAGE_ID);
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    byte[] body = xml.getBytes(StandardCharsets.UTF_8);
    byte[] message = new byte[head.length + BYTE_ORDER_MARK.length + body.length];
    System.arraycopy(head, 0, message, 0, head.length);
    System.arraycopy(BYTE_ORDER_MARK, 0, message, head.length, BYTE_ORDER_MARK.length);
    System.arraycopy(body, 0, message, head.length + BYTE_ORDER_MARK.length, body.length);
    return message;
  }

  /** A word of a header has no spaces. */
  private static String headerPart(String text) {
    String word = Printable.of(text).replace(' ', '_');
    return word.isEmpty() ? "-" : word;
  }

  private void run() {
    for (var some = waiting.take(1); !some.isEmpty(); some = waiting.take(1)) {
      deliver(some.getFirst());
    }
    shut();
  }

  /** Tries until it is sent, once only if the trail is being closed. */
  private void deliver(byte[] message) {
    boolean last = false;
    while (!abandoned) {
      try {
        connected().send(message);
        told(false, null);
        return;
      } catch (IOException e) {
        shut();
        told(true, e);
      }
      if (last) {
        break;
      }
      last = waiting.rest(retryNanos);
    }
    dropped.incrementAndGet();
  }

  private SyslogConnection connected() throws IOException {
    SyslogConnection now = connection;
    if (now == null) {
      now = SyslogConnection.open(target);
      connection = now;
    }
    return now;
  }

  private void told(boolean away, @Nullable IOException why) {
    if (away && !down) {
      LOG.warn("The syslog server for audit messages cannot be reached; it is tried again", why);
    } else if (down && !away) {
      LOG.info("The syslog server for audit messages is reached again");
    }
    down = away;
  }

  private void shut() {
    SyslogConnection now = connection;
    connection = null;
    if (now != null) {
      end(now);
    }
  }

  private static void end(Closeable open) {
    try {
      open.close();
    } catch (IOException e) {
      LOG.debug("A connection to the syslog server did not close", e);
    }
  }

  /** Sends what waits if the server is there; gives up after {@value #CLOSING_SECONDS} s. */
  @Override
  public void close() {
    waiting.close();
    BoundedQueue.join(thread, CLOSING_SECONDS);
    abandoned = true;
    SyslogConnection stuck = connection;
    if (stuck != null) {
      end(stuck::abandon);
    }
    BoundedQueue.join(thread, CLOSING_SECONDS);
  }
}
