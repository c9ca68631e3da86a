package dev.dermstream.loadtest.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.dermstream.node.v1.InferRequest;
import dev.dermstream.node.v1.InferResponse;
import dev.dermstream.oip.v2.ModelInferRequest;
import dev.dermstream.oip.v2.ModelInferRequest.InferInputTensor;
import dev.dermstream.oip.v2.ModelInferResponse;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreenResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A request, and how its answer is told from every other picture's.
 *
 * @param request bytes of the message; never written to
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; copies would be what is measured.
record Exchange(byte[] request, Check check) {
  /** Looks at the messages of an answer. */
  interface Check {
    boolean isRight(List<byte[]> messages) throws InvalidProtocolBufferException;
  }

  /** ModelInfer of a profile: the picture as one BYTES element. */
  static Exchange modelInfer(byte[] picture) {
    ByteBuffer element =
        ByteBuffer.allocate(Integer.BYTES + picture.length).order(ByteOrder.LITTLE_ENDIAN);
    element.putInt(picture.length).put(picture).flip();
    byte[] request =
        ModelInferRequest.newBuilder()
            .setModelName(SimulatedNode.PROFILE)
            .addInputs(
                InferInputTensor.newBuilder()
                    .setName("IMAGE")
                    .setDatatype("BYTES")
                    .addShape(1)
                    .addShape(1))
            .addRawInputContents(ByteString.copyFrom(element))
            .build()
            .toByteArray();
    ByteString sum =
        ByteString.copyFromUtf8(PictureSum.of(UnsafeByteOperations.unsafeWrap(request)).toString());
    return new Exchange(
        request,
        messages ->
            messages.size() == 1
                && ModelInferResponse.parseFrom(messages.getFirst())
                    .getRawOutputContents(0)
                    .equals(sum));
  }

  /** The node's own Infer, as the gateway asks it for a report. */
  static Exchange infer(byte[] picture) {
    ByteString image = ByteString.copyFrom(picture);
    String sum = PictureSum.of(image).toString();
    return new Exchange(
        InferRequest.newBuilder().setImage(image).setWholeText(true).build().toByteArray(),
        messages ->
            messages.size() == 2
                && InferResponse.parseFrom(messages.getLast())
                    .getFinished()
                    .getText()
                    .contains(sum));
  }

  /** Screen of the gateway. */
  static Exchange screen(byte[] picture) {
    ByteString image = ByteString.copyFrom(picture);
    PictureSum sum = PictureSum.of(image);
    return new Exchange(
        ScreenRequest.newBuilder().setImage(image).build().toByteArray(),
        messages ->
            messages.size() == 1
                && isOf(sum, ScreenResponse.parseFrom(messages.getFirst()).getReport()));
  }

  /** Whether what the node wrote and what the index measured are both of this picture. */
  private static boolean isOf(PictureSum sum, Report report) {
    return report.getSummary().equals(SimulatedNode.summary(sum))
        && report.getModelLabel().getIdCode() == sum.idCode()
        && report.getLabel().getIdCode() == sum.idCode()
        && report.getNearestNeighborsCount() > 0
        && report.getNearestNeighbors(0).getIdentifier().equals(sum + "-0");
  }
}
