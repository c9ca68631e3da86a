package dev.dermstream.gateway.routing;

import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.platform.release.LiveRelease;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Who may be sent what, worked out whenever that changes, so that a request only looks it up.
 * Immutable but for the arrays, which nobody writes.
 *
 * <p>Each list holds the usable servers, or, where there is none, those that are not known to be
 * down: rather a server in doubt than none. A server that does not describe itself may be sent
 * anything. A profile that no known server has goes to any node, which refuses it in its own words.
 */
final class Routes {
  /** The name that stands for the default profile, which every node has. */
  private static final String DEFAULT_PROFILE = "";

  static final Routes NONE = new Routes(List.of(), List.of(), LiveRelease.ANY, 0);

  private static final Backend[] NOBODY = {};

  private final Map<String, Backend[]> nodes = new HashMap<>();
  private final Map<String, Backend[]> screeningNodes = new HashMap<>();
  private final Map<String, Backend[]> indexes = new HashMap<>();
  private final IdentityHashMap<Backend, String> releaseByNode = new IdentityHashMap<>();
  private final Backend[] indexesOfUnknownRelease;
  private final Backend[] anyIndex;
  private final boolean serving;

  /**
   * @param live which releases may answer
   */
  Routes(List<Backend> nodesOfAny, List<Backend> allIndexes, LiveRelease live, long nowNanos) {
    List<Backend> allNodes = nodesOfAny.stream().filter(each -> mayAnswer(each, live)).toList();
    // Indexes of every release: nodes alone begin a request, and what began on a release that is
    // not live any more finishes on it.
    for (String release : releases(allIndexes)) {
      indexes.put(release, best(allIndexes, each -> has(each, release), nowNanos));
    }
    anyIndex = best(allIndexes, each -> true, nowNanos);
    indexesOfUnknownRelease = best(allIndexes, each -> each.description() == null, nowNanos);
    for (Backend node : allNodes) {
      release(node, live).ifPresent(release -> releaseByNode.put(node, release));
    }
    for (String profile : profiles(allNodes)) {
      Predicate<Backend> fits = node -> hasProfile(node, profile);
      nodes.put(profile, best(allNodes, fits, nowNanos));
      screeningNodes.put(profile, best(allNodes, fits.and(this::hasIndex), nowNanos));
    }
    serving = isServing(screeningNodes(DEFAULT_PROFILE));
  }

  /** Nodes for work that needs no index. */
  Backend[] nodes(String profile) {
    return ofProfile(nodes, profile);
  }

  /** Nodes of whose release an index is there as well. */
  Backend[] screeningNodes(String profile) {
    return ofProfile(screeningNodes, profile);
  }

  /**
   * Indexes for the embedding of a node of that release. If none is of it, any: it will say whether
   * it knows the profile, and its answer is not used.
   */
  Backend[] indexes(String release) {
    Backend[] fitting = fittingIndexes(release);
    return fitting.length > 0 ? fitting : anyIndex;
  }

  private Backend[] fittingIndexes(String release) {
    Backend[] known = indexes.get(release);
    return known != null && known.length > 0 ? known : indexesOfUnknownRelease;
  }

  /**
   * The release that a node is to answer with, of those that it has: the live one if an index has
   * it too, else another that an index has. Empty for a node that does not tell.
   */
  String releaseOf(Backend node) {
    return releaseByNode.getOrDefault(node, "");
  }

  private Optional<String> release(Backend node, LiveRelease live) {
    List<String> own =
        releases(node).stream()
            .filter(live::admits)
            .sorted(Comparator.comparing(release -> !release.equals(live.releaseId())))
            .toList();
    return own.stream()
        .filter(release -> fittingIndexes(release).length > 0)
        .findFirst()
        .or(() -> own.stream().findFirst());
  }

  /** Whether an image can be screened now. */
  boolean isServing() {
    return serving;
  }

  private boolean isServing(Backend[] candidates) {
    for (Backend node : candidates) {
      if (node.isServing()) {
        Backend[] its = node.description() == null ? anyIndex : fittingIndexes(releaseOf(node));
        for (Backend index : its) {
          if (index.isServing()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A node that does not tell its release may be of any that an index has. */
  private boolean hasIndex(Backend node) {
    return node.description() == null
        ? anyIndex.length > 0
        : fittingIndexes(releaseOf(node)).length > 0;
  }

  /** One that does not tell its release is not known to have the live one. */
  private static boolean mayAnswer(Backend backend, LiveRelease live) {
    return live.releaseId().isEmpty() || releases(backend).stream().anyMatch(live::admits);
  }

  private static Backend[] ofProfile(Map<String, Backend[]> lists, String profile) {
    Backend[] known = lists.get(profile);
    return known != null ? known : lists.getOrDefault(DEFAULT_PROFILE, NOBODY);
  }

  private static Backend[] best(List<Backend> all, Predicate<Backend> fits, long nowNanos) {
    Backend[] usable =
        all.stream().filter(each -> each.isUsable(nowNanos)).filter(fits).toArray(Backend[]::new);
    return usable.length > 0
        ? usable
        : all.stream().filter(Backend::isPossible).filter(fits).toArray(Backend[]::new);
  }

  private static Set<String> profiles(List<Backend> nodes) {
    Set<String> profiles = new HashSet<>();
    profiles.add(DEFAULT_PROFILE);
    for (Backend node : nodes) {
      ServerDescription told = node.description();
      if (told != null) {
        profiles.addAll(told.getProfilesList());
      }
    }
    return profiles;
  }

  private static Set<String> releases(List<Backend> indexes) {
    Set<String> releases = new HashSet<>();
    for (Backend index : indexes) {
      releases.addAll(releases(index));
    }
    return releases;
  }

  /** Every release that a server told of, the present one first. */
  private static List<String> releases(Backend backend) {
    ServerDescription told = backend.description();
    if (told == null) {
      return List.of();
    }
    return told.getReleaseIdsCount() > 0
        ? told.getReleaseIdsList()
        : Stream.of(told.getReleaseId()).filter(release -> !release.isEmpty()).toList();
  }

  /** Whether a server told that it answers with a release. */
  static boolean has(Backend backend, String release) {
    return releases(backend).contains(release);
  }

  private static boolean hasProfile(Backend node, String profile) {
    ServerDescription told = node.description();
    return told == null
        || profile.equals(DEFAULT_PROFILE)
        || told.getProfilesList().contains(profile);
  }
}
