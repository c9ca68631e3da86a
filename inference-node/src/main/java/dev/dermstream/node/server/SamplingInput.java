package dev.dermstream.node.server;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.node.generate.SamplingParameters;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.v1.Sampling;

/** How a caller wants tokens chosen. */
final class SamplingInput {
  private SamplingInput() {}

  /**
   * Greedy unless the request says otherwise.
   *
   * @throws ServiceException INVALID_INPUT if a value is out of its range, or the request is for a
   *     report, which is always greedy
   */
  static SamplingParameters of(InferRequest request) {
    if (!request.hasSampling()) {
      return SamplingParameters.GREEDY;
    }
    if (!request.hasQuestion()) {
      throw new ServiceException(
          ErrorCode.INVALID_INPUT, "Sampling is for the answers to questions; a report has none.");
    }
    Sampling sampling = request.getSampling();
    try {
      return new SamplingParameters(
          sampling.getTemperature(), sampling.getTopK(), sampling.getTopP(), sampling.getSeed());
    } catch (IllegalArgumentException e) {
      throw new ServiceException(ErrorCode.INVALID_INPUT, String.valueOf(e.getMessage()), e);
    }
  }
}
