package dev.dermstream.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.dermstream.v1.ScreenRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.WireFormat;
import org.junit.jupiter.api.Test;

class PayloadTest {
  private static final ScreenRequest REQUEST =
      ScreenRequest.newBuilder()
          .setImage(ByteString.copyFromUtf8("a picture"))
          .setProfile("tumour15")
          .build();

  @Test
  void readsAMessageWhereItLiesAmongOthers() throws Exception {
    byte[] message = REQUEST.toByteArray();
    Buffer frames = Buffer.buffer("before").appendBytes(message).appendString("after");

    ByteString view = Payload.view(frames.slice(6, 6 + message.length));

    assertThat(view.toByteArray()).isEqualTo(message);
    assertThat(Payload.parse(view, ScreenRequest.parser())).isEqualTo(REQUEST);
  }

  @Test
  void pointsIntoTheMessageInsteadOfCopyingIt() throws Exception {
    Buffer message = Buffer.buffer(REQUEST.toByteArray());
    ScreenRequest parsed = Payload.parse(Payload.view(message), ScreenRequest.parser());

    message.setString(message.toString().indexOf("picture"), "mixture");

    assertThat(parsed.getImage().toStringUtf8()).isEqualTo("a mixture");
  }

  @Test
  void refusesWhatIsNoWholeMessage() {
    byte[] message = REQUEST.toByteArray();
    Buffer broken = Buffer.buffer(message).slice(0, message.length - 1);

    assertThatThrownBy(() -> Payload.parse(Payload.view(broken), ScreenRequest.parser()))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  @Test
  void writesWhatOthersRead() throws Exception {
    GrpcMessage encoded = Payload.<ScreenRequest>encoder().encode(REQUEST, WireFormat.PROTOBUF);

    assertThat(encoded.encoding()).isEqualTo("identity");
    assertThat(ScreenRequest.parseFrom(encoded.payload().getBytes())).isEqualTo(REQUEST);
  }
}
