package dev.dermstream.loadtest.gatling;

import com.typesafe.scalalogging.Logger;
import dev.dermstream.loadtest.gatling.Verdict.Finding;
import io.gatling.commons.stats.Status;
import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.javaapi.core.ActionBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import scala.Option;

/**
 * Waits, without a thread, until the load is over, and records every verdict as a request, so that
 * it stands in Gatling's report and decides its exit status. One user runs it.
 */
final class VerdictAction implements Action {
  private static final long PAUSE_MILLIS = 100;

  private final List<Verdict> verdicts;
  private final BooleanSupplier over;
  private final Map<String, Finding> findings;
  private final ScenarioContext context;
  private final Action next;
  private Logger logger = Logger.apply(VerdictAction.class);

  private VerdictAction(
      List<Verdict> verdicts,
      BooleanSupplier over,
      Map<String, Finding> findings,
      ScenarioContext context,
      Action next) {
    this.verdicts = verdicts;
    this.over = over;
    this.findings = findings;
    this.context = context;
    this.next = next;
  }

  /**
   * @param over whether all calls have ended; becomes true at last
   * @param findings gets what was found, by sentence
   */
  static ActionBuilder of(
      List<Verdict> verdicts, BooleanSupplier over, ConcurrentHashMap<String, Finding> findings) {
    return () -> new Builder(verdicts, over, findings);
  }

  private record Builder(
      List<Verdict> verdicts, BooleanSupplier over, Map<String, Finding> findings)
      implements io.gatling.core.action.builder.ActionBuilder {
    @Override
    public Action build(ScenarioContext context, Action next) {
      return new VerdictAction(verdicts, over, findings, context, next);
    }
  }

  @Override
  public void execute(Session session) {
    if (!over.getAsBoolean()) {
      var _ =
          session.eventLoop().schedule(() -> execute(session), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    verdicts.forEach(verdict -> record(session, verdict));
    next.$bang(session);
  }

  private void record(Session session, Verdict verdict) {
    Finding finding;
    try {
      finding = verdict.finding().get();
    } catch (RuntimeException e) {
      finding = new Finding(false, e.toString());
    }
    findings.put(verdict.sentence(), finding);
    long now = context.coreComponents().clock().nowMillis();
    context
        .coreComponents()
        .statsEngine()
        .logResponse(
            session.scenario(),
            session.groups(),
            verdict.requestName(),
            now,
            now,
            Status.apply(finding.holds() ? "OK" : "KO"),
            Option.empty(),
            finding.holds() ? Option.empty() : Option.apply(finding.figures()));
  }

  @Override
  public String name() {
    return "verdicts";
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
