package dev.dermstream.loadtest.gatling.served;

import java.util.OptionalLong;

/**
 * Servers that run already.
 *
 * @param address HOST:PORT
 */
public record Elsewhere(String address) implements Served {
  public Elsewhere {
    if (!address.matches(".+:\\d{1,5}")) {
      throw new IllegalArgumentException("address must be HOST:PORT, not " + address);
    }
  }

  @Override
  public String description() {
    return "servers at " + address;
  }

  @Override
  public OptionalLong pid() {
    return OptionalLong.empty();
  }

  @Override
  public void close() {}
}
