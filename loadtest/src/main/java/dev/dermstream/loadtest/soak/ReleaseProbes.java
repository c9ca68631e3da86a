package dev.dermstream.loadtest.soak;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;

import com.google.protobuf.ByteString;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.node.v1.NodeServiceGrpc;
import dev.dermstream.node.v1.NodeServiceGrpc.NodeServiceStub;
import io.grpc.Channel;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Good and bad requests to the release's profile and to an adapter's, as the gateway sends them.
 */
final class ReleaseProbes {
  /** A profile that answers questions. */
  private static final String QUESTIONED = "mm-skin";

  private static final int CONTEXT_TOKENS = 1024;

  private final NodeServiceStub stub;
  private final ByteString picture;

  ReleaseProbes(Channel channel, byte[] picture) {
    stub = NodeServiceGrpc.newStub(channel);
    this.picture = ByteString.copyFrom(picture);
  }

  /** What must be answered; asks once for each, to know the right answer. */
  List<Probe> good() {
    return List.of(
        answered("report", 10, report(picture).build()),
        answered("report with an adapter", 5, report(SoakedModels.ADAPTER, picture).build()),
        answered("embedding alone", 30, report(picture).setEmbeddingOnly(true).build()));
  }

  /** What must be refused, and with which status. */
  List<Probe> bad() {
    // Rare signs, of which each takes a token at least.
    String endless = "\u2603\u2604".repeat(CONTEXT_TOKENS / 2);
    return List.of(
        refused("unknown profile", 40, NOT_FOUND, report("no-such-profile", picture)),
        refused(
            "prompt longer than the context",
            20,
            INVALID_ARGUMENT,
            report(QUESTIONED, picture).setQuestion(endless)),
        refused(
            "empty question", 20, INVALID_ARGUMENT, report(QUESTIONED, picture).setQuestion(" ")),
        rejected("truncated JPEG to the profile", 20, picture.substring(0, picture.size() / 2)),
        rejected("no picture to the profile", 20, ByteString.EMPTY));
  }

  private static InferRequest.Builder report(ByteString picture) {
    return report(SoakedRelease.PROFILE, picture);
  }

  private static InferRequest.Builder report(String profile, ByteString picture) {
    return InferRequest.newBuilder()
        .setRequestId("soak")
        .setProfile(profile)
        .setImage(picture)
        .setWholeText(true);
  }

  private Probe answered(String name, int weight, InferRequest request) {
    List<InferResponse> expected = new ArrayList<>();
    NodeServiceGrpc.newBlockingStub(stub.getChannel())
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        .infer(request)
        .forEachRemaining(expected::add);
    return new Probe(
        name, weight, Probe.ANSWERED, () -> send(request, answers -> isSame(expected, answers)));
  }

  private static boolean isSame(List<InferResponse> expected, List<InferResponse> actual) {
    return expected.size() == actual.size()
        && expected
            .getLast()
            .getFinished()
            .getText()
            .equals(actual.getLast().getFinished().getText())
        && isClose(
            expected.getFirst().getEncoded().getEmbeddingList(),
            actual.getFirst().getEncoded().getEmbeddingList());
  }

  private static boolean isClose(List<Float> expected, List<Float> actual) {
    double product = 0;
    for (int i = 0; i < expected.size(); i++) {
      product += (double) expected.get(i) * actual.get(i);
    }
    return expected.size() == actual.size() && product > 0.9999;
  }

  private Probe refused(String name, int weight, Status.Code status, InferRequest.Builder request) {
    return new Probe(name, weight, status.name(), () -> send(request.build(), answers -> true));
  }

  /** A picture that cannot be screened is an answer of its own, not a failed call. */
  private Probe rejected(String name, int weight, ByteString image) {
    return new Probe(
        name,
        weight,
        Probe.ANSWERED,
        () ->
            send(
                report(image).build(),
                answers -> answers.size() == 1 && answers.getFirst().hasRejected()));
  }

  private CompletableFuture<String> send(
      InferRequest request, Predicate<List<InferResponse>> isRight) {
    Verdict<InferResponse> verdict = new Verdict<>(isRight);
    stub.withDeadlineAfter(30, TimeUnit.SECONDS).infer(request, verdict);
    return verdict.future();
  }
}
