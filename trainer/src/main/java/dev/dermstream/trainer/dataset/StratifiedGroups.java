package dev.dermstream.trainer.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Splits rows so that every class has its share of every side and no group is on two.
 *
 * <p>Groups are dealt whole, in an order drawn by the seed and then the largest first. Each goes
 * where it least raises chi-square, the sum over sides and classes of (have - want)^2 / want; for
 * groups of one image that is the method of Sainte-Lague. A class of which as many groups are left
 * as there are sides without it goes to one of those. The outcome depends on the rows' names and
 * the seed, not on their order.
 */
public final class StratifiedGroups {
  private final SplitRequest request;
  private final Map<String, Integer> imagesOf = new HashMap<>();
  private final Map<String, Integer> groupsLeft = new HashMap<>();
  private final List<Map<String, Integer>> have = new ArrayList<>();

  private StratifiedGroups(SplitRequest request) {
    this.request = request;
    request.shares().forEach(share -> have.add(new HashMap<>()));
  }

  /** Images that stay together. */
  private record Group(String name, List<ManifestRow> rows, SortedMap<String, Integer> classes) {}

  /**
   * Splits rows.
   *
   * @return rows by the name of their side, in their own order
   * @throws DatasetException if a row's group is not known, or a class has too few images or groups
   *     to be on every side; the message names it
   */
  public static SequencedMap<String, List<ManifestRow>> split(
      List<ManifestRow> rows, SplitRequest request) throws DatasetException {
    if (rows.isEmpty()) {
      throw new DatasetException("there is no row to split");
    }
    request.by().requireKnown(rows);
    return new StratifiedGroups(request).split(rows);
  }

  private SequencedMap<String, List<ManifestRow>> split(List<ManifestRow> rows)
      throws DatasetException {
    List<Group> groups = groups(rows);
    for (Group group : groups) {
      group
          .classes()
          .forEach((name, count) -> {
            imagesOf.merge(name, count, Integer::sum);
            groupsLeft.merge(name, 1, Integer::sum);
          });
    }
    requireEnough();
    Map<String, Integer> sideOf = new HashMap<>();
    for (Group group : dealingOrder(groups)) {
      int side = sideFor(group);
      sideOf.put(group.name(), side);
      group
          .classes()
          .forEach((name, count) -> {
            have.get(side).merge(name, count, Integer::sum);
            groupsLeft.merge(name, -1, Integer::sum);
          });
    }
    requireEverywhere();
    return sides(rows, sideOf);
  }

  private List<Group> groups(List<ManifestRow> rows) {
    SortedMap<String, Group> groups = new TreeMap<>();
    for (ManifestRow row : rows) {
      Group group =
          groups.computeIfAbsent(
              request.by().of(row), name -> new Group(name, new ArrayList<>(), new TreeMap<>()));
      group.rows().add(row);
      group.classes().merge(row.className(), 1, Integer::sum);
    }
    return new ArrayList<>(groups.values());
  }

  private List<Group> dealingOrder(List<Group> groups) {
    // The one generator whose numbers are specified, so that a seed means the same for ever.
    Collections.shuffle(groups, new Random(request.seed()));
    groups.sort(Comparator.comparingInt((Group group) -> group.rows().size()).reversed());
    return groups;
  }

  private void requireEnough() throws DatasetException {
    int sides = have.size();
    List<String> problems = new ArrayList<>();
    new TreeMap<>(imagesOf)
        .forEach((name, images) -> {
          int groups = groupsLeft.getOrDefault(name, 0);
          if (images == 1) {
            problems.add("class %s has one image".formatted(name));
          } else if (groups < sides) {
            problems.add(
                "class %s has %d images of %d %s%s"
                    .formatted(name, images, groups, request.by().word(), groups == 1 ? "" : "s"));
          }
        });
    if (!problems.isEmpty()) {
      throw new DatasetException(
          "%s; to be on all %d sides a class needs %d %ss"
              .formatted(String.join("; ", problems), sides, sides, request.by().word()));
    }
  }

  private int sideFor(Group group) {
    Set<Integer> wanted = new HashSet<>();
    int fewest = Integer.MAX_VALUE;
    for (String name : group.classes().keySet()) {
      List<Integer> without = sidesWithout(name);
      int left = groupsLeft.getOrDefault(name, 0);
      if (left <= without.size() && left < fewest) {
        fewest = left;
        wanted.clear();
        wanted.addAll(without);
      }
    }
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int side = 0; side < have.size(); side++) {
      double rise = rise(group, side);
      if ((wanted.isEmpty() || wanted.contains(side)) && rise < least) {
        least = rise;
        best = side;
      }
    }
    return best;
  }

  private List<Integer> sidesWithout(String name) {
    List<Integer> without = new ArrayList<>();
    for (int side = 0; side < have.size(); side++) {
      if (!have.get(side).containsKey(name)) {
        without.add(side);
      }
    }
    return without;
  }

  private double rise(Group group, int side) {
    double rise = 0;
    for (Map.Entry<String, Integer> each : group.classes().entrySet()) {
      double want = request.shares().get(side) * imagesOf.getOrDefault(each.getKey(), 0);
      double off = have.get(side).getOrDefault(each.getKey(), 0) - want;
      double count = each.getValue();
      rise += count * (2 * off + count) / want;
    }
    return rise;
  }

  private void requireEverywhere() throws DatasetException {
    for (String name : new TreeMap<>(imagesOf).keySet()) {
      List<Integer> without = sidesWithout(name);
      if (!without.isEmpty()) {
        throw new DatasetException(
            "class %s did not come to %s: its %ss hold other classes that bind them; give another"
                    .formatted(name, request.sides().get(without.getFirst()), request.by().word())
                + " seed or other shares");
      }
    }
  }

  private SequencedMap<String, List<ManifestRow>> sides(
      List<ManifestRow> rows, Map<String, Integer> sideOf) {
    LinkedHashMap<String, List<ManifestRow>> sides = new LinkedHashMap<>();
    request.sides().forEach(name -> sides.put(name, new ArrayList<>()));
    for (ManifestRow row : rows) {
      int side = Objects.requireNonNull(sideOf.get(request.by().of(row)), "every group is dealt");
      sides.computeIfAbsent(request.sides().get(side), name -> new ArrayList<>()).add(row);
    }
    return sides;
  }
}
