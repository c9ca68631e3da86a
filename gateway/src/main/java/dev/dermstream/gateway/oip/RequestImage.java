package dev.dermstream.gateway.oip;

import com.google.protobuf.ByteString;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import java.util.Optional;

/** Finds the picture that a profile is asked about. */
final class RequestImage {
  private static final String NAME = "IMAGE";
  private static final String BYTES = "BYTES";
  private static final int LENGTH_BYTES = 4;

  private RequestImage() {}

  /** Empty if the request does not carry exactly one picture in the form that profiles take. */
  static Optional<ByteString> of(ModelInferRequest request) {
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      if (input.getName().equals(NAME) && input.getDatatype().equals(BYTES)) {
        return i < request.getRawInputContentsCount()
            ? raw(request.getRawInputContents(i))
            : typed(input);
      }
    }
    return Optional.empty();
  }

  private static Optional<ByteString> typed(InferInputTensor input) {
    return input.getContents().getBytesContentsCount() == 1
        ? Optional.of(input.getContents().getBytesContents(0))
        : Optional.empty();
  }

  /** A length in 4 bytes, little endian, then the bytes. */
  private static Optional<ByteString> raw(ByteString contents) {
    if (contents.size() < LENGTH_BYTES) {
      return Optional.empty();
    }
    int length = contents.asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
    return length == contents.size() - LENGTH_BYTES
        ? Optional.of(contents.substring(LENGTH_BYTES))
        : Optional.empty();
  }
}
