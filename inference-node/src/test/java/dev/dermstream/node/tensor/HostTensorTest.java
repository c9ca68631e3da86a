package dev.dermstream.node.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostTensorTest {
  private static final long[] SCALAR = {};

  @Test
  void readsItsElementsLittleEndianWhateverTheBuffersOrderWas() {
    ByteBuffer bytes = ByteBuffer.allocate(12).order(ByteOrder.BIG_ENDIAN);
    bytes.put(4, new byte[] {1, 0, 0, 0, 0, 1, 0, 0}).position(4);

    HostTensor tensor = HostTensor.of(TensorType.INT32, new long[] {2}, bytes);

    assertThat(tensor.data().getInt(0)).isEqualTo(1);
    assertThat(tensor.data().getInt(4)).isEqualTo(256);
    assertThat(tensor.payloadBytes()).isEqualTo(8);
  }

  @Test
  void everyViewHasItsOwnPositionAndCannotWrite() {
    HostTensor tensor = HostTensor.of(TensorType.UINT8, new long[] {3}, ByteBuffer.allocate(3));

    tensor.data().get();

    assertThat(tensor.data().remaining()).isEqualTo(3);
    assertThat(tensor.data().isReadOnly()).isTrue();
  }

  @Test
  void aScalarHasOneElementAndAnEmptyAxisNone() {
    assertThat(HostTensor.of(TensorType.FP64, SCALAR, ByteBuffer.allocate(8)).elementCount())
        .isEqualTo(1);
    assertThat(HostTensor.of(TensorType.FP64, new long[] {3, 0}, ByteBuffer.allocate(0)).rank())
        .isEqualTo(2);
    assertThat(HostTensor.ofBytes(SCALAR, List.of(new byte[5])).payloadBytes()).isEqualTo(5);
  }

  @Test
  void refusesDataOfAnotherLengthThanTheShape() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> HostTensor.of(TensorType.FP16, new long[] {2, 3}, ByteBuffer.allocate(13)))
        .withMessage("13 bytes are no FP16[2,3], which takes 12");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.ofBytes(new long[] {2}, List.of(new byte[1])));
  }

  @Test
  void refusesShapesThatNoMemoryHolds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.elementCount(new long[] {2, -1}))
        .withMessageContaining("negative");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.elementCount(new long[] {1L << 33, 1L << 33}))
        .withMessageContaining("more elements");
    assertThat(HostTensor.elementCount(new long[] {1L << 40, 1L << 40, 0}))
        .as("overflow before the empty axis")
        .isZero();
  }

  @Test
  void bytesAndFixedWidthElementsAreNotMistakenForEachOther() {
    HostTensor strings = HostTensor.ofBytes(new long[] {1}, List.of(new byte[] {7}));
    HostTensor numbers = HostTensor.of(TensorType.INT8, new long[] {1}, ByteBuffer.allocate(1));

    assertThatIllegalStateException().isThrownBy(strings::data);
    assertThatIllegalStateException().isThrownBy(numbers::elements);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostTensor.of(TensorType.BYTES, new long[] {0}, ByteBuffer.allocate(0)));
  }

  @Test
  void aSpecTakesAnySizeOnlyWhereItSaysSo() {
    TensorSpec spec = new TensorSpec("x", TensorType.FP32, new long[] {TensorSpec.ANY, 3});

    assertThat(spec.accepts(new long[] {7, 3})).isTrue();
    assertThat(spec.accepts(new long[] {7, 4})).isFalse();
    assertThat(spec.accepts(new long[] {3})).isFalse();
    assertThat(spec).hasToString("x FP32[-1,3]");
    assertThat(spec).isEqualTo(new TensorSpec("x", TensorType.FP32, new long[] {-1, 3}));
  }
}
