package dev.dermstream.gateway.upstream;

import dev.dermstream.index.v1.ClassifyResponse;
import dev.dermstream.v1.Error;

/** Hears an index's answer: exactly one of both, unless the call was cancelled. */
public interface ClassifyListener {
  void classified(ClassifyResponse response);

  void failed(Error error);
}
