package dev.dermstream.node.repository;

import dev.dermstream.node.adapter.AdapterBase;
import dev.dermstream.node.engine.EngineConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where vision-language models of the repository answer as profiles, and adapters beside them.
 * Thread-safe.
 */
public interface ProfileHost {
  /** Models that take adapters now, by what {@code option.base} calls them. */
  Map<String, AdapterBase> bases();

  /**
   * Loads a model, tries its profile out and warms it up. Nobody reaches it before {@link
   * HostedProfile#publish}.
   *
   * @param name of the profile
   * @param files the export and its {@code profile.json}, all of them; must stay as they are while
   *     they are read
   * @param engine how to run it
   * @param uses to be acquired for every request that it answers, until that has ended
   * @throws IOException if it cannot be served or the name is taken; the message says why
   */
  HostedProfile start(String name, Path files, EngineConfig engine, Uses uses) throws IOException;
}
