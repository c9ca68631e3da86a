package dev.dermstream.platform.security;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Tells where a server can be reached from. */
public final class ListenAddress {
  private ListenAddress() {}

  /** True if only this host can reach it; false for what cannot be resolved. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
