package dev.dermstream.loadtest.gatling.action;

import dev.dermstream.loadtest.gatling.latency.Latencies;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * One call of one user. The listener's methods come one after another, on the connection's thread;
 * what {@link #start} writes is written before the call begins.
 */
final class CallUnderWay<Q, R> extends ClientCall.Listener<R> {
  /** Answers that may be on their way to us; another is asked for as each is read. */
  private static final int AHEAD = 8;

  private final GrpcCall<Q, R> what;
  private final ClientCall<Q, R> call;
  private final Iterator<Q> messages;
  private final Judge<R> judge;
  private final Latencies latencies;
  private final GatlingLog log;
  private final Session session;
  private final Action next;

  private long dueNanos;
  private long sentNanos;
  private long sentMillis;
  private boolean firstSeen;
  private boolean allSent;
  private boolean answered;
  private Status.Code judged = Status.Code.OK;

  CallUnderWay(
      GrpcCall<Q, R> what,
      Channel channel,
      Iterator<Q> messages,
      Latencies latencies,
      GatlingLog log,
      Session session,
      Action next) {
    this.what = what;
    this.messages = messages;
    this.latencies = latencies;
    this.log = log;
    this.session = session;
    this.next = next;
    this.judge = what.judges().get();
    this.firstSeen = what.answersOnce();
    this.call =
        channel.newCall(
            what.method(),
            CallOptions.DEFAULT.withDeadlineAfter(what.deadline().toNanos(), TimeUnit.NANOSECONDS));
  }

  void start(Due due) {
    latencies.began();
    sentMillis = log.nowMillis();
    sentNanos = System.nanoTime();
    dueNanos = due.at(sentNanos);
    MethodType type = what.method().getType();
    boolean one = type.clientSendsOneMessage();
    allSent = one;
    call.start(this, new Metadata());
    call.request(AHEAD);
    if (one) {
      call.sendMessage(messages.next());
      call.halfClose();
    }
  }

  /** The connection has room, the first time when the call has begun. */
  @Override
  public void onReady() {
    while (!allSent && call.isReady()) {
      if (messages.hasNext()) {
        call.sendMessage(messages.next());
      } else {
        allSent = true;
        call.halfClose();
      }
    }
  }

  @Override
  public void onMessage(R answer) {
    answered = true;
    if (judged == Status.Code.OK) {
      judged = judge.answer(answer);
    }
    if (!firstSeen && what.first().test(answer)) {
      firstSeen = true;
      record(what.firstName(), Status.Code.OK);
    }
    call.request(1);
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    Status.Code code = status.isOk() ? whole() : status.getCode();
    long endMillis = record(what.name(), code);
    latencies.ended();
    Session timed = session.logGroupRequestTimings(sentMillis, endMillis);
    next.$bang(code == Status.Code.OK ? timed : timed.markAsFailed());
  }

  /** A server that ends well must have answered. */
  private Status.Code whole() {
    if (!answered) {
      return Status.Code.DATA_LOSS;
    }
    return judged == Status.Code.OK ? judge.end() : judged;
  }

  private long record(String name, Status.Code code) {
    long endMillis = log.nowMillis();
    latencies.record(name, code, dueNanos, sentNanos, System.nanoTime());
    log.response(session, name, sentMillis, endMillis, code);
    return endMillis;
  }
}
