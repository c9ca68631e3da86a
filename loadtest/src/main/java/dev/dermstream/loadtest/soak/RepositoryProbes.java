package dev.dermstream.loadtest.soak;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;

import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceStub;
import dev.dermstream.oip.v2.RepositoryModelLoadRequest;
import dev.dermstream.oip.v2.RepositoryModelLoadResponse;
import io.grpc.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Loads of what fits and of what does not, while everything else is asked. */
final class RepositoryProbes {
  private final GRPCInferenceServiceStub stub;

  RepositoryProbes(Channel channel) {
    stub = GRPCInferenceServiceGrpc.newStub(channel);
  }

  /** What must be loaded. */
  List<Probe> good() {
    return List.of(
        load("adapter loaded again", 3, Probe.ANSWERED, SoakedModels.ADAPTER),
        load("graph loaded again", 3, Probe.ANSWERED, SoakedModels.SPARE));
  }

  /** What must be refused, and with which status. */
  List<Probe> bad() {
    return List.of(
        load("adapter for another base", 15, INVALID_ARGUMENT.name(), SoakedModels.FOREIGN_ADAPTER),
        load("graph that may end the process", 10, INVALID_ARGUMENT.name(), SoakedModels.DIVISION),
        load("load of an unknown model", 10, NOT_FOUND.name(), "no-such-model"));
  }

  private Probe load(String name, int weight, String expected, String model) {
    return new Probe(name, weight, expected, () -> send(model));
  }

  private CompletableFuture<String> send(String model) {
    Verdict<RepositoryModelLoadResponse> verdict = new Verdict<>(answers -> true);
    stub.withDeadlineAfter(30, TimeUnit.SECONDS)
        .repositoryModelLoad(
            RepositoryModelLoadRequest.newBuilder().setModelName(model).build(), verdict);
    return verdict.future();
  }
}
