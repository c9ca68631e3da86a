package dev.dermstream.gateway.upstream;

import dev.dermstream.error.StatusMapping;
import dev.dermstream.node.v1.Finished;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.Rejected;
import dev.dermstream.v1.Error;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a node to the order of its contract: {@code encoded}, {@code text}*, {@code finished}, or
 * {@code rejected} alone, or {@code encoded} alone where only the embedding was asked for. A node
 * that breaks it gives no answer.
 */
final class InferConversation implements StreamListener<InferResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(InferConversation.class);

  private final String requestId;
  private final boolean embeddingOnly;
  private final InferListener listener;
  private @Nullable UpstreamCall call;
  private boolean encoded;
  private @Nullable Finished finished;
  private @Nullable Rejected rejected;

  InferConversation(String requestId, boolean embeddingOnly, InferListener listener) {
    this.requestId = requestId;
    this.embeddingOnly = embeddingOnly;
    this.listener = listener;
  }

  void call(UpstreamCall call) {
    this.call = call;
  }

  @Override
  public void message(InferResponse message) {
    if (!isInOrder(message)) {
      violated(message.getEventCase());
      return;
    }
    switch (message.getEventCase()) {
      case ENCODED -> {
        encoded = true;
        listener.encoded(message.getEncoded());
      }
      case TEXT -> listener.text(message.getText());
      case FINISHED -> finished = message.getFinished();
      case REJECTED -> rejected = message.getRejected();
      case EVENT_NOT_SET -> violated(message.getEventCase());
    }
  }

  @Override
  public void completed() {
    if (rejected != null) {
      listener.ended(new InferOutcome.Refused(rejected));
    } else if (finished != null) {
      listener.ended(new InferOutcome.Written(finished));
    } else if (encoded && embeddingOnly) {
      listener.ended(new InferOutcome.EncodedOnly());
    } else {
      LOG.warn("Request {}: the node ended before its answer", requestId);
      listener.ended(new InferOutcome.Failed(fault()));
    }
  }

  @Override
  public void failed(Error error) {
    listener.ended(new InferOutcome.Failed(error));
  }

  private boolean isInOrder(InferResponse message) {
    boolean over = finished != null || rejected != null;
    return switch (message.getEventCase()) {
      case ENCODED -> !over && !encoded && message.getEncoded().getEmbeddingCount() > 0;
      case TEXT, FINISHED -> !over && encoded && !embeddingOnly;
      case REJECTED -> !over && !encoded;
      case EVENT_NOT_SET -> false;
    };
  }

  private void violated(InferResponse.EventCase event) {
    LOG.warn("Request {}: the node sent {} against the contract", requestId, event);
    if (call != null) {
      call.cancel();
    }
    listener.ended(new InferOutcome.Failed(fault()));
  }

  private Error fault() {
    return StatusMapping.fromCode(io.grpc.Status.Code.INTERNAL, requestId);
  }
}
