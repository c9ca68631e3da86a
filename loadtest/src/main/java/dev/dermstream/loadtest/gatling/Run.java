package dev.dermstream.loadtest.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.dermstream.loadtest.gatling.Verdict.Finding;
import dev.dermstream.loadtest.gatling.action.ChannelPool;
import dev.dermstream.loadtest.gatling.latency.Latencies;
import dev.dermstream.loadtest.gatling.picture.DrawnPictures;
import dev.dermstream.loadtest.gatling.served.Served;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The class that Gatling is given: the simulation that the property {@code simulation} names. Its
 * constructor starts the servers and warms them up; they end with the run, and with the process
 * where the run does not come to its end.
 */
public final class Run extends Simulation {
  private static final int CONNECTIONS = 2;
  private static final int IMAGES = 48;
  private static final int WARMING_CALLERS = 4;

  private final Parameters parameters = Parameters.of(System.getProperties());
  private final String name = Plans.nameOf(parameters.text(Parameter.SIMULATION, "smoke"));
  private final Path home = Home.find();
  private final Path work;
  private final Plan plan;
  private final Served served;
  private final ChannelPool channels;
  private final Latencies latencies;
  private final Stage stage;
  private final List<Verdict> verdicts;
  private final ConcurrentHashMap<String, Finding> findings = new ConcurrentHashMap<>();
  private final Results results;

  /**
   * Starts what is under load.
   *
   * @throws IllegalArgumentException if a parameter cannot be; says which and how it should be
   */
  public Run() throws IOException, InterruptedException {
    plan = Plans.of(name);
    Duration duration = parameters.duration(Parameter.DURATION, plan.duration());
    results = Results.before(parameters, home, name);
    latencies = new Latencies(duration);
    work = Files.createTempDirectory("dermstream-load-");
    Runtime.getRuntime().addShutdownHook(new Thread(this::clean));
    DrawnPictures pictures =
        DrawnPictures.draw(
            parameters.whole(Parameter.IMAGES, IMAGES, 1, DrawnPictures.MOST), parameters.seed());
    served = plan.serve(home, work, parameters);
    channels =
        parameters
            .access()
            .open(
                served.address(),
                parameters.whole(Parameter.CONNECTIONS, CONNECTIONS, 1, ChannelPool.MOST));
    stage = new Stage(parameters, served, channels, latencies, pictures, duration);
    System.out.printf("%s against %s%n", name, served.description());
    stage.screen(WARMING_CALLERS, parameters.duration(Parameter.WARM_UP, Duration.ofSeconds(5)));
    Load load = plan.load(stage);
    verdicts = load.verdicts();
    setUp(users(load)).assertions(assertions(load));
  }

  private List<PopulationBuilder> users(Load load) {
    List<PopulationBuilder> users = new ArrayList<>(load.users());
    if (!verdicts.isEmpty()) {
      users.add(
          scenario("verdicts")
              .exec(VerdictAction.of(verdicts, stage::over, findings))
              .injectOpen(atOnceUsers(1)));
    }
    return users;
  }

  private static List<Assertion> assertions(Load load) {
    List<Assertion> assertions = new ArrayList<>(load.assertions());
    for (Verdict verdict : load.verdicts()) {
      assertions.add(details(verdict.requestName()).failedRequests().count().is(0L));
    }
    return assertions;
  }

  @Override
  public void before() {
    stage.watch().ifPresent(ServerWatch::begin);
    stage.begin();
    plan.begin();
  }

  @Override
  public void after() {
    try {
      results.write(stage, verdicts, findings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      plan.close();
      stage.watch().ifPresent(ServerWatch::close);
      channels.close();
      served.close();
      clean();
    }
  }

  /** Once more when the process ends, where the run did not begin. */
  private void clean() {
    if (!Files.exists(work)) {
      return;
    }
    try {
      MoreFiles.deleteRecursively(work, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      System.err.println("Left behind: " + work);
    }
  }
}
