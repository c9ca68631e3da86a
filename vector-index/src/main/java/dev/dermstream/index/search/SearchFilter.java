package dev.dermstream.index.search;

import java.util.Set;

/**
 * Which training images a search may name: those whose modality is among the modalities and whose
 * site is among the sites. An empty set asks for nothing.
 */
public record SearchFilter(Set<String> modalities, Set<String> sites) {
  /** All of them. */
  public static final SearchFilter NONE = new SearchFilter(Set.of(), Set.of());

  public SearchFilter {
    modalities = Set.copyOf(modalities);
    sites = Set.copyOf(sites);
  }
}
