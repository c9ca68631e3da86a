package dev.dermstream.loadtest.chaos;

import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks by {@code ScreenStream}: one stream carries everything, and a new one is opened after it has
 * ended. The attempt's id is the correlation id.
 */
final class StreamDoor implements Door {
  private final ManagedChannel channel;
  private final String name;

  /** Every attempt that was ever sent, so that a second end is known for what it is. */
  private final Map<String, Attempt> sent = new HashMap<>();

  private int streams;
  private @Nullable Events open;

  /**
   * @param name begins the request ids of the images
   */
  StreamDoor(ManagedChannel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  @Override
  public synchronized void send(Attempt attempt) {
    if (open == null) {
      open = new Events();
      open.start(++streams);
    }
    sent.put(attempt.id(), attempt);
    open.send(attempt);
  }

  private synchronized @Nullable Attempt find(String correlationId) {
    return sent.get(correlationId);
  }

  private synchronized List<Attempt> ended(Events events) {
    if (open == events) {
      open = null;
    }
    List<Attempt> left = List.copyOf(events.waiting.values());
    events.waiting.clear();
    return left;
  }

  private synchronized void answered(Events events, String correlationId) {
    events.waiting.remove(correlationId);
  }

  /** One stream. */
  private final class Events implements StreamObserver<ScreenStreamResponse> {
    private final Map<String, Attempt> waiting = new HashMap<>();
    private @Nullable StreamObserver<ScreenStreamRequest> images;

    void start(int number) {
      Metadata headers = new Metadata();
      headers.put(UnaryDoor.REQUEST_ID, name + "-" + number);
      images =
          ScreeningServiceGrpc.newStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .screenStream(this);
    }

    void send(Attempt attempt) {
      waiting.put(attempt.id(), attempt);
      if (images != null) {
        images.onNext(
            ScreenStreamRequest.newBuilder()
                .setCorrelationId(attempt.id())
                .setRequest(attempt.request().message())
                .build());
      }
    }

    @Override
    public void onNext(ScreenStreamResponse event) {
      Attempt attempt = find(event.getCorrelationId());
      if (attempt == null) {
        throw new IllegalStateException("An event of an image that was never sent: " + event);
      }
      switch (event.getEventCase()) {
        case REPORT -> {
          answered(this, event.getCorrelationId());
          attempt.end(new Ending.Answered(event.getReport()));
        }
        case ERROR -> {
          answered(this, event.getCorrelationId());
          attempt.end(Ending.of(event.getError()));
        }
        case ACCEPTED, SCORED -> {
          // Not an end.
        }
        case EVENT_NOT_SET -> throw new IllegalStateException("An event without content");
      }
    }

    @Override
    public void onError(Throwable failure) {
      Ending ending = Ending.of(failure);
      ended(this).forEach(each -> each.end(ending));
    }

    @Override
    public void onCompleted() {
      ended(this)
          .forEach(each -> each.end(new Ending.Refused("a stream that ended without it", false)));
    }
  }
}
