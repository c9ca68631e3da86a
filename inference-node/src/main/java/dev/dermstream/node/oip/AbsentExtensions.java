package dev.dermstream.node.oip;

import com.google.rpc.Status;
import dev.dermstream.oip.v2.CudaSharedMemoryRegisterRequest;
import dev.dermstream.oip.v2.CudaSharedMemoryRegisterResponse;
import dev.dermstream.oip.v2.CudaSharedMemoryStatusRequest;
import dev.dermstream.oip.v2.CudaSharedMemoryStatusResponse;
import dev.dermstream.oip.v2.CudaSharedMemoryUnregisterRequest;
import dev.dermstream.oip.v2.CudaSharedMemoryUnregisterResponse;
import dev.dermstream.oip.v2.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.dermstream.oip.v2.LogSettingsRequest;
import dev.dermstream.oip.v2.LogSettingsResponse;
import dev.dermstream.oip.v2.SystemSharedMemoryRegisterRequest;
import dev.dermstream.oip.v2.SystemSharedMemoryRegisterResponse;
import dev.dermstream.oip.v2.SystemSharedMemoryStatusRequest;
import dev.dermstream.oip.v2.SystemSharedMemoryStatusResponse;
import dev.dermstream.oip.v2.SystemSharedMemoryUnregisterRequest;
import dev.dermstream.oip.v2.SystemSharedMemoryUnregisterResponse;
import dev.dermstream.oip.v2.TraceSettingRequest;
import dev.dermstream.oip.v2.TraceSettingResponse;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;

/** The extensions that are not done here; each answer says what to do instead. */
abstract class AbsentExtensions extends GRPCInferenceServiceImplBase {
  private static final String MEMORY =
      "This server shares no memory with its callers; send tensors in the request.";
  private static final String TRACE =
      "Traces are not set over this protocol; every stage's time is in the metrics.";
  private static final String LOGS = "Logging is set where the server is configured.";

  private static void refuse(StreamObserver<?> response, String sentence) {
    // With details, because a gateway on the way reads the sentence from them.
    response.onError(
        StatusProto.toStatusRuntimeException(
            Status.newBuilder()
                .setCode(io.grpc.Status.Code.UNIMPLEMENTED.value())
                .setMessage(sentence)
                .build()));
  }

  @Override
  public final void systemSharedMemoryStatus(
      SystemSharedMemoryStatusRequest request,
      StreamObserver<SystemSharedMemoryStatusResponse> response) {
    refuse(response, MEMORY);
  }

  @Override
  public final void systemSharedMemoryRegister(
      SystemSharedMemoryRegisterRequest request,
      StreamObserver<SystemSharedMemoryRegisterResponse> response) {
    refuse(response, MEMORY);
  }

  @Override
  public final void systemSharedMemoryUnregister(
      SystemSharedMemoryUnregisterRequest request,
      StreamObserver<SystemSharedMemoryUnregisterResponse> response) {
    refuse(response, MEMORY);
  }

  @Override
  public final void cudaSharedMemoryStatus(
      CudaSharedMemoryStatusRequest request,
      StreamObserver<CudaSharedMemoryStatusResponse> response) {
    refuse(response, MEMORY);
  }

  @Override
  public final void cudaSharedMemoryRegister(
      CudaSharedMemoryRegisterRequest request,
      StreamObserver<CudaSharedMemoryRegisterResponse> response) {
    refuse(response, MEMORY);
  }

  @Override
  public final void cudaSharedMemoryUnregister(
      CudaSharedMemoryUnregisterRequest request,
      StreamObserver<CudaSharedMemoryUnregisterResponse> response) {
    refuse(response, MEMORY);
  }

  @Override
  public final void traceSetting(
      TraceSettingRequest request, StreamObserver<TraceSettingResponse> response) {
    refuse(response, TRACE);
  }

  @Override
  public final void logSettings(
      LogSettingsRequest request, StreamObserver<LogSettingsResponse> response) {
    refuse(response, LOGS);
  }
}
