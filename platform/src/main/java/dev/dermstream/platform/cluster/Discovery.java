package dev.dermstream.platform.cluster;

/** How a server finds the others. */
public enum Discovery {
  /** It does not look for any. */
  OFF,
  /** On this host, by the ports of the loopback address. */
  LOOPBACK,
  /** By a list of addresses. */
  TCP,
  /** By the addresses of a headless Kubernetes service. */
  KUBERNETES
}
