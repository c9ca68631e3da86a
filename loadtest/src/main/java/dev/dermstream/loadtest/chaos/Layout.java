package dev.dermstream.loadtest.chaos;

/** How a cluster is laid out, which decides what can be done to it. */
enum Layout {
  /** The servers find one another as members of a Hazelcast cluster. */
  MEMBERS,

  /** Gateways know the nodes and indexes by configured addresses, and every byte passes a link. */
  LINKED,

  /** As members; the wall clock of the first server of each role can be moved. */
  CLOCKED
}
