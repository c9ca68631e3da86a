package dev.dermstream.loadtest.gatling;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import java.util.List;

/**
 * What a plan lets happen.
 *
 * @param users who they are and when they come
 * @param assertions on absolute counts, by Gatling
 * @param verdicts on figures compared with one another
 */
record Load(List<PopulationBuilder> users, List<Assertion> assertions, List<Verdict> verdicts) {
  Load {
    users = List.copyOf(users);
    assertions = List.copyOf(assertions);
    verdicts = List.copyOf(verdicts);
  }
}
