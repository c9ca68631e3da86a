package dev.dermstream.node.oip;

import dev.dermstream.node.tensor.HostTensor;
import dev.dermstream.oip.v2.InferParameter;
import java.util.Map;

/**
 * One response to a request.
 *
 * @param outputs by name, in the order in which they are sent; handed over
 * @param parameters what else is said of the answer
 */
record InferAnswer(Map<String, HostTensor> outputs, Map<String, InferParameter> parameters) {}
