package dev.dermstream.platform.hostile;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/**
 * The errors that are logged while it is open, with what was thrown, and that are the project's
 * own: libraries log broken frames of a peer as errors too.
 */
final class Faults extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final String OURS = "dev.dermstream.";
  private static final String HOSTILE = OURS + "platform.hostile.";

  private final Queue<String> found = new ConcurrentLinkedQueue<>();
  private final Level usual = root().getLevel();

  private Faults() {}

  static Faults listen() {
    Faults faults = new Faults();
    faults.start();
    root().addAppender(faults);
    // Every broken frame is a line at a lower one.
    root().setLevel(Level.ERROR);
    return faults;
  }

  List<String> found() {
    return List.copyOf(found);
  }

  @Override
  public void close() {
    root().setLevel(usual);
    root().detachAppender(this);
    stop();
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.ERROR) && isOurs(event)) {
      found.add(event.getFormattedMessage() + " " + trace(event));
    }
  }

  /**
   * A call that the gateway's gRPC server has ended by itself, because it could not read its
   * messages, throws when it is ended once more, which changes nothing.
   */
  private static boolean isOurs(ILoggingEvent event) {
    List<String> trace = trace(event);
    boolean endedAlready =
        !trace.isEmpty() && trace.getFirst().contains("GrpcWriteStreamBase.writeMessage");
    return event.getLoggerName().startsWith(OURS)
        || (!endedAlready
            && trace.stream().anyMatch(frame -> frame.contains(OURS) && !frame.contains(HOSTILE)));
  }

  private static List<String> trace(ILoggingEvent event) {
    return event.getThrowableProxy() == null
        ? List.of()
        : Arrays.stream(event.getThrowableProxy().getStackTraceElementProxyArray())
            .map(StackTraceElementProxy::getSTEAsString)
            .toList();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
