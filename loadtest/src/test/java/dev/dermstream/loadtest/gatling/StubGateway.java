package dev.dermstream.loadtest.gatling;

import dev.dermstream.v1.AskFinished;
import dev.dermstream.v1.AskRequest;
import dev.dermstream.v1.AskResponse;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.EmbedRequest;
import dev.dermstream.v1.EmbedResponse;
import dev.dermstream.v1.GetReleaseRequest;
import dev.dermstream.v1.GetReleaseResponse;
import dev.dermstream.v1.ProfileInfo;
import dev.dermstream.v1.Provenance;
import dev.dermstream.v1.RankRequest;
import dev.dermstream.v1.RankResponse;
import dev.dermstream.v1.RankedLabel;
import dev.dermstream.v1.Release;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import dev.dermstream.v1.ScreenStreamRequest;
import dev.dermstream.v1.ScreenStreamResponse;
import dev.dermstream.v1.ScreeningServiceGrpc;
import dev.dermstream.v1.Writing;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server of the public contract that answers at once, always the same. */
final class StubGateway extends ScreeningServiceGrpc.ScreeningServiceImplBase
    implements AutoCloseable {
  /** For the warm-up. */
  private static final int ANSWERED_FIRST = 4;

  final AtomicInteger dicomObjects = new AtomicInteger();
  final AtomicInteger screenings = new AtomicInteger();
  volatile boolean refusing;
  private final Server server;

  StubGateway() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this)
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  private static Report report() {
    return Report.newBuilder()
        .setDisposition(Disposition.DISPOSITION_ANSWERED)
        .setProvenance(Provenance.newBuilder().setReleaseId("stub"))
        .build();
  }

  @Override
  public void screen(ScreenRequest request, StreamObserver<ScreenResponse> out) {
    screenings.incrementAndGet();
    if (request.getImage().size() > 132
        && request.getImage().substring(128, 132).toStringUtf8().equals("DICM")) {
      dicomObjects.incrementAndGet();
    }
    if (refusing && screenings.get() > ANSWERED_FIRST) {
      out.onError(
          Status.RESOURCE_EXHAUSTED.withDescription("Come back in 7 ms").asRuntimeException());
      return;
    }
    answer(out, ScreenResponse.newBuilder().setReport(report()).build());
  }

  @Override
  public StreamObserver<ScreenStreamRequest> screenStream(
      StreamObserver<ScreenStreamResponse> out) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ScreenStreamRequest request) {
        ScreenStreamResponse.Builder event =
            ScreenStreamResponse.newBuilder().setCorrelationId(request.getCorrelationId());
        if (request.getRequest().getFollowText()) {
          out.onNext(event.setWriting(Writing.newBuilder().setText("A")).build());
        }
        out.onNext(event.setReport(report()).build());
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }

  @Override
  public void ask(AskRequest request, StreamObserver<AskResponse> out) {
    out.onNext(AskResponse.newBuilder().setText("Brown").build());
    answer(out, AskResponse.newBuilder().setFinished(AskFinished.getDefaultInstance()).build());
  }

  @Override
  public void embed(EmbedRequest request, StreamObserver<EmbedResponse> out) {
    answer(out, EmbedResponse.newBuilder().addEmbedding(1).build());
  }

  @Override
  public void rank(RankRequest request, StreamObserver<RankResponse> out) {
    RankResponse.Builder ranking = RankResponse.newBuilder();
    request
        .getLabelsList()
        .forEach(label -> ranking.addRanking(RankedLabel.newBuilder().setLabel(label)));
    answer(out, ranking.build());
  }

  @Override
  public void getRelease(GetReleaseRequest request, StreamObserver<GetReleaseResponse> out) {
    answer(
        out,
        GetReleaseResponse.newBuilder()
            .setRelease(
                Release.newBuilder()
                    .setReleaseId("stub")
                    .addProfiles(
                        ProfileInfo.newBuilder()
                            .setName("all")
                            .setAnswersQuestions(true)
                            .setRanksLabels(true)))
            .build());
  }

  private static <T> void answer(StreamObserver<T> out, T message) {
    out.onNext(message);
    out.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
