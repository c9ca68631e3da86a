package dev.dermstream.gateway.web;

import io.vertx.core.http.HttpMethod;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What answers at a path.
 *
 * @param methods of HTTP that it takes
 * @param grpcMethod whose permission a caller needs
 */
record Route(Set<HttpMethod> methods, String grpcMethod, Consumer<Exchange> work) {
  static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
}
