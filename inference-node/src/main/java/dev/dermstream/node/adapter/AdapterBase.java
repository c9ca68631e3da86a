package dev.dermstream.node.adapter;

import dev.dermstream.node.engine.RunningEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that serves adapters as profiles of their names while it runs. Thread-safe; calls for one
 * name come one after another.
 */
public interface AdapterBase {
  /** What runs the model. */
  RunningEngine engine();

  /**
   * Serves an adapter, or another version of one, as the profile of its name.
   *
   * @param files PEFT directory; must stay as it is while the adapter is served
   * @param pinned never to leave its slot for another
   * @throws IOException if it does not fit the model or the name is a profile's; what was served
   *     before is served on
   * @throws dev.dermstream.error.ServiceException OVERLOADED if every slot is pinned or held,
   *     ENGINE_FAILED while the model is being built anew
   */
  void serve(String name, Path files, boolean pinned) throws IOException;

  /** Why a profile that was to be served is not, as part of a sentence; empty if it is. */
  Optional<String> lack(String name);

  /** Stops serving the profile; texts that have begun end with their adapter. */
  void withdraw(String name);
}
