package dev.dermstream.gateway.upstream;

import dev.dermstream.v1.Error;

/** Hears the messages of a call, then exactly one of {@code completed} and {@code failed}. */
public interface StreamListener<T> {
  void message(T message);

  /** The peer ended the call with status OK. */
  void completed();

  void failed(Error error);
}
