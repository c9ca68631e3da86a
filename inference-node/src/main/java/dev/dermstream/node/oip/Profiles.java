package dev.dermstream.node.oip;

import dev.dermstream.node.engine.RunningEngine;
import dev.dermstream.node.v1.NodeServiceGrpc;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The profiles that a node serves, those of its repository among them, and what answers for them.
 *
 * @param versions the version of each profile by its name, as they are now; thread-safe, cheap
 * @param engine what runs a profile now, by its name; empty while nothing does; cheap
 * @param ready whether those of the release can answer now; the node is ready while they can
 * @param lack why a profile cannot answer now, by its name; empty if it can
 * @param node the node's own service, with its queue and its checks
 */
public record Profiles(
    Supplier<Map<String, ProfileVersion>> versions,
    Function<String, Optional<RunningEngine>> engine,
    BooleanSupplier ready,
    Function<String, Optional<String>> lack,
    NodeServiceGrpc.AsyncService node) {}
