package dev.dermstream.loadtest.gatling.arrival;

import io.gatling.core.controller.inject.open.OpenInjectionProfile;
import io.gatling.core.controller.inject.open.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import scala.collection.Iterator;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/** Users of Gatling that start when requests are due. */
public final class OpenUsers {
  private OpenUsers() {}

  /** A user for every arrival; each must make one call of these arrivals. */
  public static PopulationBuilder of(ScenarioBuilder scenario, Arrivals arrivals) {
    List<OpenInjectionStep> steps = List.of(new Step(arrivals));
    return new PopulationBuilder(
        scenario.wrapped.inject(
            new OpenInjectionProfile(CollectionConverters.asScala(steps).toList())));
  }

  /** Gatling's own steps draw times that nobody is told. */
  private record Step(Arrivals arrivals) implements OpenInjectionStep {
    private static final long serialVersionUID = 1;

    @Override
    public Iterator<FiniteDuration> chain(Iterator<FiniteDuration> following) {
      FiniteDuration length = duration();
      Stream<FiniteDuration> own = IntStream.range(0, arrivals.count()).mapToObj(this::offset);
      return CollectionConverters.asScala(own.iterator())
          .concat(() -> following.map(each -> each.$plus(length)));
    }

    private FiniteDuration offset(int number) {
      return FiniteDuration.apply(arrivals.offset(number), TimeUnit.NANOSECONDS);
    }

    @Override
    public long users() {
      return arrivals.count();
    }

    @Override
    public FiniteDuration duration() {
      return arrivals.count() == 0
          ? FiniteDuration.apply(0, TimeUnit.NANOSECONDS)
          : offset(arrivals.count() - 1);
    }

    @Override
    public int productArity() {
      return 1;
    }

    @Override
    public Object productElement(int number) {
      return arrivals;
    }

    @Override
    public boolean canEqual(Object other) {
      return other instanceof Step;
    }
  }
}
