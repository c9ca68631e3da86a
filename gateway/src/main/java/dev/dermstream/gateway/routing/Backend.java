package dev.dermstream.gateway.routing;

import dev.dermstream.cluster.v1.Route;
import dev.dermstream.cluster.v1.RouteState;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.gateway.upstream.PeerProbe.Answer;
import dev.dermstream.gateway.upstream.UpstreamAddress;
import dev.dermstream.v1.Error;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One node or index as this gateway sees it: what it told of itself, how its calls went, and how
 * many are there now. Thread-safe without locks; several event loops send to it.
 */
final class Backend {
  /** What the last question was answered with. */
  private enum Health {
    UNASKED,
    SERVING,
    DOWN
  }

  private static final int MOST_DOUBLINGS = 3;
  private static final float PERCENT = 100;

  /** One answer may come late from a server that is only busy. */
  private static final int DOWN_AFTER_UNANSWERED = 3;

  private final UpstreamAddress address;
  private final SocketAddress socketAddress;
  private final RoutingConfig config;
  private final String zone;
  private final LatencyEstimate latency;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicInteger ejections = new AtomicInteger();
  private final AtomicLong suspendedAtNanos = new AtomicLong();
  private volatile Health health = Health.UNASKED;
  private volatile @Nullable ServerDescription description;
  private volatile boolean suspended;
  private volatile boolean ejected;
  private volatile long ejectedUntilNanos;
  private volatile long warmingSinceNanos;
  private volatile boolean warming;
  private int unanswered;
  private volatile int inFlightOfOthers;
  private volatile float distance = 1;

  /**
   * @param zone of this gateway; empty if it does not say
   */
  Backend(UpstreamAddress address, RoutingConfig config, String zone) {
    this.address = address;
    this.socketAddress = address.socketAddress();
    this.config = config;
    this.zone = zone;
    this.latency = new LatencyEstimate(config.latencyMemory().toMillis());
  }

  UpstreamAddress address() {
    return address;
  }

  SocketAddress socketAddress() {
    return socketAddress;
  }

  /** What it last told of itself; null if it never did. */
  @Nullable ServerDescription description() {
    return description;
  }

  /** Whether requests may go there: it serves, and its last calls do not speak against it. */
  boolean isUsable(long nowNanos) {
    return health == Health.SERVING
        && !suspended
        && (!ejected || nowNanos - ejectedUntilNanos >= 0);
  }

  /** Whether it may be tried where nobody better is left. */
  boolean isPossible() {
    return health != Health.DOWN;
  }

  boolean isServing() {
    return health == Health.SERVING;
  }

  /**
   * What to compare two backends by: the time that one more request would wait, were the calls that
   * are there worked off one after another at the speed seen lately; in another zone it counts for
   * more. Lower is better.
   *
   * @param unknownMicros latency of one that was never measured
   */
  float cost(long nowNanos, float unknownMicros) {
    float micros = latencyMicros(nowNanos);
    return (micros == 0 ? unknownMicros : micros)
        * (inFlight.get() + inFlightOfOthers + 1)
        * distance;
  }

  float latencyMicros(long nowNanos) {
    return latency.micros(nowNanos);
  }

  /** The part of its fair share that it should get now, over 0 to 1. */
  float share(long nowNanos) {
    if (!warming) {
      return 1;
    }
    float part = (nowNanos - warmingSinceNanos) / (float) config.slowStart().toNanos();
    if (part >= 1) {
      warming = false;
      return 1;
    }
    return Math.max(part, .1f);
  }

  void begin() {
    inFlight.incrementAndGet();
  }

  void end() {
    inFlight.decrementAndGet();
  }

  void answeredAfter(long latencyNanos, long nowNanos) {
    latency.observe(latencyNanos, nowNanos);
    if (failuresInARow.get() != 0) {
      failuresInARow.set(0);
      ejections.set(0);
    }
  }

  /** Takes note of a call's failure; true if nothing is to be sent there for now. */
  boolean failed(Error error, long nowNanos) {
    return switch (code(error)) {
      case NOT_READY, DRAINING, ENGINE_FAILED, RELEASE_MISMATCH -> suspend(nowNanos);
      case OVERLOADED -> {
        latency.penalise(nowNanos);
        yield false;
      }
      case INTERNAL -> ejectAfterTooMany(nowNanos);
      default -> false;
    };
  }

  private boolean suspend(long nowNanos) {
    if (suspended) {
      return false;
    }
    suspendedAtNanos.set(nowNanos);
    suspended = true;
    return true;
  }

  private boolean ejectAfterTooMany(long nowNanos) {
    if (failuresInARow.incrementAndGet() != config.ejectAfter()) {
      return false;
    }
    failuresInARow.set(0);
    int doublings = Math.min(ejections.getAndIncrement(), MOST_DOUBLINGS);
    ejectedUntilNanos = nowNanos + (config.ejectFor().toNanos() << doublings);
    ejected = true;
    return true;
  }

  /**
   * What became of a question, asked at that time. Called by one thread at a time.
   *
   * @param told null if it does not describe itself
   */
  void heard(long askedNanos, Answer answer, @Nullable ServerDescription told) {
    if (told != null) {
      description = told;
      distance = isElsewhere(told) ? config.otherZonePercent() / PERCENT : 1;
      inFlightOfOthers = Math.max(0, told.getInFlight() - inFlight.get());
    }
    switch (answer) {
      case SERVING -> {
        unanswered = 0;
        if (suspended && askedNanos - suspendedAtNanos.get() >= 0) {
          suspended = false;
        }
        health = Health.SERVING;
      }
      case NOT_SERVING -> health = Health.DOWN;
      case NONE -> {
        unanswered++;
        suspend(askedNanos);
        if (unanswered >= DOWN_AFTER_UNANSWERED) {
          health = Health.DOWN;
        }
      }
    }
  }

  /** Its share grows from a small one. */
  void startSlowly(long nowNanos) {
    warmingSinceNanos = nowNanos;
    warming = true;
  }

  /** A server that does not say where it stands may stand here. */
  private boolean isElsewhere(ServerDescription told) {
    return !zone.isEmpty() && !told.getZone().isEmpty() && !told.getZone().equals(zone);
  }

  Route route(long nowNanos) {
    return Route.newBuilder()
        .setState(state(nowNanos))
        .setInFlight(inFlight.get())
        .setLatencyNanos((long) (latencyMicros(nowNanos) * 1_000))
        .build();
  }

  private RouteState state(long nowNanos) {
    return switch (health) {
      case UNASKED -> RouteState.ROUTE_STATE_UNKNOWN;
      case DOWN -> RouteState.ROUTE_STATE_DOWN;
      case SERVING -> {
        if (suspended) {
          yield RouteState.ROUTE_STATE_SUSPENDED;
        }
        if (ejected && nowNanos - ejectedUntilNanos < 0) {
          yield RouteState.ROUTE_STATE_EJECTED;
        }
        yield share(nowNanos) < 1 ? RouteState.ROUTE_STATE_WARMING : RouteState.ROUTE_STATE_SERVING;
      }
    };
  }

  private static ErrorCode code(Error error) {
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(error.getCode())) {
        return code;
      }
    }
    return ErrorCode.INTERNAL;
  }
}
