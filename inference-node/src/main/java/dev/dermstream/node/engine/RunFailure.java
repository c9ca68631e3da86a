package dev.dermstream.node.engine;

import ai.onnxruntime.OrtException;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import java.util.List;
import java.util.Locale;

/** Tells a fault of the device from values that the graph refuses. */
final class RunFailure {
  /** ONNX Runtime reports these under the same code as wrong shapes; only the text tells. */
  private static final List<String> DEVICE_WORDS =
      List.of(
          "bad_alloc",
          "failed to allocate",
          "out of memory",
          "bfcarena",
          "cuda error",
          "cuda failure",
          "cudnn",
          "cublas",
          "tensorrt ep",
          "tensorrt execution");

  private RunFailure() {}

  static ServiceException of(OrtException failure) {
    return switch (failure.getCode()) {
      case ORT_EP_FAIL, ORT_ENGINE_ERROR, ORT_DEVICE_RESET -> device(failure);
      default -> speaksOfDevice(failure) ? device(failure) : refused(failure);
    };
  }

  static ServiceException outOfMemory(OutOfMemoryError failure) {
    return new ServiceException(
        ErrorCode.ENGINE_FAILED, "The node has no memory left for this request.", failure);
  }

  private static boolean speaksOfDevice(OrtException failure) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return DEVICE_WORDS.stream().anyMatch(message::contains);
  }

  private static ServiceException device(OrtException failure) {
    return new ServiceException(
        ErrorCode.ENGINE_FAILED, "The engine failed or ran out of memory.", failure);
  }

  private static ServiceException refused(OrtException failure) {
    return new ServiceException(
        ErrorCode.INVALID_INPUT,
        "The model refuses these values: their sizes or contents do not fit its operators.",
        failure);
  }
}
