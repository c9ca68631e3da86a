package dev.dermstream.node.engine;

import ai.djl.nn.Block;
import ai.djl.onnxruntime.engine.OrtSymbolBlock;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import dev.dermstream.node.tensor.TensorType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the public classes of DJL 0.38 and ONNX Runtime 1.29 do not offer: the session behind a DJL
 * model, and input tensors of unsigned types, which the native library takes and its Java wrapper
 * does not make. Bound by method handles once; a library that no longer has them fails the first
 * load, not a request.
 */
final class OnnxTensors {
  private static final MethodHandle SESSION;
  private static final MethodHandle FROM_BUFFER;
  private static final MethodHandle TENSOR;
  private static final MethodHandle INFO;
  private static final long API;
  private static final long ALLOCATOR;

  static {
    try {
      MethodHandles.Lookup own = MethodHandles.lookup();
      SESSION =
          MethodHandles.privateLookupIn(OrtSymbolBlock.class, own)
              .findGetter(OrtSymbolBlock.class, "session", OrtSession.class);
      MethodHandles.Lookup ort = MethodHandles.privateLookupIn(OnnxTensor.class, own);
      FROM_BUFFER =
          ort.findStatic(
              OnnxTensor.class,
              "createTensorFromBuffer",
              MethodType.methodType(
                  long.class,
                  long.class,
                  long.class,
                  Buffer.class,
                  int.class,
                  long.class,
                  long[].class,
                  int.class));
      TENSOR =
          ort.findConstructor(
              OnnxTensor.class,
              MethodType.methodType(
                  void.class,
                  long.class,
                  long.class,
                  TensorInfo.class,
                  Buffer.class,
                  boolean.class));
      INFO =
          ort.findConstructor(
              TensorInfo.class,
              MethodType.methodType(
                  void.class, long[].class, OnnxJavaType.class, OnnxTensorType.class));
      API =
          (long)
              ort.findStaticVarHandle(
                      ort.findClass("ai.onnxruntime.OnnxRuntime"), "ortApiHandle", long.class)
                  .get();
      ALLOCATOR = defaultAllocator(ort);
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private OnnxTensors() {}

  // Method handles may throw anything.
  private static long defaultAllocator(MethodHandles.Lookup ort) throws Throwable {
    Class<?> type = ort.findClass("ai.onnxruntime.OrtAllocator");
    Object allocator =
        ort.findGetter(OrtEnvironment.class, "defaultAllocator", type)
            .invoke(OrtEnvironment.getEnvironment());
    return (long) ort.findGetter(type, "handle", long.class).invoke(allocator);
  }

  /** The session of a model that DJL has loaded. */
  static OrtSession session(Block block) {
    try {
      return (OrtSession) SESSION.invoke((OrtSymbolBlock) block);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /**
   * A tensor over a buffer, without a copy.
   *
   * @param type of fixed width
   * @param data direct, from its position to its limit; kept by the tensor
   */
  static OnnxTensor create(TensorType type, long[] shape, ByteBuffer data) throws OrtException {
    OnnxTensorType onnxType = onnxType(type);
    try {
      TensorInfo info =
          (TensorInfo) INFO.invoke(shape, OnnxJavaType.mapFromOnnxTensorType(onnxType), onnxType);
      long handle =
          (long)
              FROM_BUFFER.invoke(
                  API,
                  ALLOCATOR,
                  (Buffer) data,
                  data.position(),
                  (long) data.remaining(),
                  shape,
                  onnxType.value);
      return (OnnxTensor) TENSOR.invoke(handle, ALLOCATOR, info, (Buffer) data, false);
    } catch (OrtException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case RuntimeException failure -> failure;
      case Error failure -> throw failure;
      default -> new IllegalStateException(e);
    };
  }

  private static OnnxTensorType onnxType(TensorType type) {
    return switch (type) {
      case BOOL -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL;
      case UINT8 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
      case UINT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16;
      case UINT32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32;
      case UINT64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64;
      case INT8 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8;
      case INT16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16;
      case INT32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32;
      case INT64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64;
      case FP16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16;
      case BF16 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16;
      case FP32 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;
      case FP64 -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE;
      case BYTES -> OnnxTensorType.ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    };
  }

  /** The type of an element; empty for one that no client can send or read. */
  static Optional<TensorType> tensorType(OnnxTensorType onnxType) {
    for (TensorType type : TensorType.values()) {
      if (onnxType(type) == onnxType) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
