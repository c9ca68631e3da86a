package dev.dermstream.loadtest.gatling.action;

import com.google.common.collect.Iterators;
import io.gatling.javaapi.core.Session;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A call that virtual users make.
 *
 * <p>All functions run on threads that must not wait: Gatling's for the messages, the connection's
 * for the answers.
 *
 * @param name of the request in all results
 * @param messages what a user sends: one message where the method takes one; otherwise as many as
 *     the iterator has, each when the connection has room for it, then the client's end
 * @param deadline from the start of the call, positive
 * @param judges gives one for each call
 * @param first which answer the time to the first message is taken at; of a method with one answer
 *     it is not taken
 */
public record GrpcCall<Q, R>(
    String name,
    MethodDescriptor<Q, R> method,
    Function<Session, Iterator<Q>> messages,
    Duration deadline,
    Supplier<Judge<R>> judges,
    Predicate<R> first) {
  public GrpcCall {
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("A deadline must be positive, not " + deadline);
    }
  }

  /** One message, and one answer or many. */
  public static <Q, R> GrpcCall<Q, R> of(
      String name, MethodDescriptor<Q, R> method, Function<Session, Q> message, Duration deadline) {
    return stream(
        name, method, session -> Iterators.singletonIterator(message.apply(session)), deadline);
  }

  /** Many messages, and one answer or many. */
  public static <Q, R> GrpcCall<Q, R> stream(
      String name,
      MethodDescriptor<Q, R> method,
      Function<Session, Iterator<Q>> messages,
      Duration deadline) {
    return new GrpcCall<>(
        name, method, messages, deadline, () -> answer -> Status.Code.OK, answer -> true);
  }

  /** The same, with a look into every answer. */
  public GrpcCall<Q, R> judgedBy(Supplier<Judge<R>> each) {
    return new GrpcCall<>(name, method, messages, deadline, each, first);
  }

  /** The same, with the first message that counts. */
  public GrpcCall<Q, R> firstWhere(Predicate<R> counts) {
    return new GrpcCall<>(name, method, messages, deadline, judges, counts);
  }

  /** Under which the time to the first message is found. */
  public String firstName() {
    return name + " (first message)";
  }

  boolean answersOnce() {
    return method.getType() == MethodType.UNARY || method.getType() == MethodType.CLIENT_STREAMING;
  }
}
