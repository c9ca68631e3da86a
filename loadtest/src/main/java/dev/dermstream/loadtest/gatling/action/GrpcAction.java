package dev.dermstream.loadtest.gatling.action;

import com.typesafe.scalalogging.Logger;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import java.util.Iterator;

/**
 * A call as an action of Gatling, which has none for gRPC that could be used here. It starts the
 * call and returns; the answers come on the connection's thread, which hands the session to the
 * next action, and that goes back to the session's own thread. So no thread of Gatling ever waits,
 * and a user whose answer is late keeps nobody from being started.
 */
public final class GrpcAction<Q, R> implements Action {
  private final GrpcCall<Q, R> call;
  private final ChannelPool channels;
  private final Latencies latencies;
  private final Due due;
  private final GatlingLog log;
  private final Action next;
  private Logger logger = Logger.apply(GrpcAction.class);

  private GrpcAction(
      GrpcCall<Q, R> call,
      ChannelPool channels,
      Latencies latencies,
      Due due,
      GatlingLog log,
      Action next) {
    this.call = call;
    this.channels = channels;
    this.latencies = latencies;
    this.due = due;
    this.log = log;
    this.next = next;
  }

  /**
   * What a scenario is made of.
   *
   * @param due when a user's call should have been sent; asked once for each call
   */
  public static <Q, R> ActionBuilder of(
      GrpcCall<Q, R> call, ChannelPool channels, Latencies latencies, Due due) {
    return () -> new Builder<>(call, channels, latencies, due);
  }

  private record Builder<Q, R>(
      GrpcCall<Q, R> call, ChannelPool channels, Latencies latencies, Due due)
      implements io.gatling.core.action.builder.ActionBuilder {
    @Override
    public Action build(ScenarioContext context, Action next) {
      return new GrpcAction<>(
          call, channels, latencies, due, new GatlingLog(context.coreComponents()), next);
    }
  }

  @Override
  public void execute(Session session) {
    Iterator<Q> messages;
    try {
      messages = call.messages().apply(new io.gatling.javaapi.core.Session(session));
    } catch (RuntimeException e) {
      log.crash(session, call.name(), e);
      next.$bang(session.markAsFailed());
      return;
    }
    new CallUnderWay<>(call, channels.next(), messages, latencies, log, session, next).start(due);
  }

  @Override
  public String name() {
    return call.name();
  }

  @Override
  public Logger logger() {
    return logger;
  }

  /** Of a Scala trait, which sets its field so. */
  @Override
  @SuppressWarnings("MethodName") // The compiler of Scala chose it.
  public void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger given) {
    logger = given;
  }
}
