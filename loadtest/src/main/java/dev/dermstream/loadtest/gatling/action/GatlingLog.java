package dev.dermstream.loadtest.gatling.action;

import io.gatling.commons.stats.Status;
import io.gatling.core.CoreComponents;
import io.gatling.core.session.Session;
import io.grpc.Status.Code;
import scala.Option;

/** Requests as Gatling's statistics know them, in whole milliseconds. Thread-safe. */
record GatlingLog(CoreComponents components) {
  private static final Status OK = Status.apply("OK");
  private static final Status FAILED = Status.apply("KO");

  long nowMillis() {
    return components.clock().nowMillis();
  }

  /**
   * The code is the only text of a failure: other words differ from one to the next, and the
   * statistics count by text.
   */
  void response(Session session, String name, long startMillis, long endMillis, Code code) {
    boolean good = code == Code.OK;
    components
        .statsEngine()
        .logResponse(
            session.scenario(),
            session.groups(),
            name,
            startMillis,
            endMillis,
            good ? OK : FAILED,
            Option.apply(code.name()),
            good ? Option.empty() : Option.apply(code.name()));
  }

  void crash(Session session, String name, RuntimeException failure) {
    components
        .statsEngine()
        .logRequestCrash(session.scenario(), session.groups(), name, failure.toString());
  }
}
