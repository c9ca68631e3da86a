package dev.dermstream.node.oip;

import org.jspecify.annotations.Nullable;

/** The version of this software, as its jar says it. */
final class ServerVersion {
  private ServerVersion() {}

  /** The jar's version; {@code unpackaged} where classes run from a folder. */
  static String current() {
    @Nullable String version = ServerVersion.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
