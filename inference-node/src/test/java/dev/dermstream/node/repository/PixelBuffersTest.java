package dev.dermstream.node.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PixelBuffersTest {
  private final PixelBuffers buffers = new PixelBuffers();

  @Test
  void lendsABufferAgainOnlyAfterItCameBack() {
    ByteBuffer first = buffers.take(64);
    ByteBuffer second = buffers.take(64);
    assertThat(second).isNotSameAs(first);

    first.position(9);
    buffers.giveBack(first);
    assertThat(buffers.keptBytes()).isEqualTo(64);
    ByteBuffer again = buffers.take(64);

    assertThat(again).isSameAs(first);
    assertThat(again.position()).isZero();
    assertThat(again.remaining()).isEqualTo(64);
    assertThat(buffers.keptBytes()).isZero();
  }

  @Test
  void givesABufferOfTheSizeThatIsAskedFor() {
    buffers.giveBack(buffers.take(64));
    assertThat(buffers.take(32).capacity()).isEqualTo(32);
    assertThat(buffers.keptBytes()).isZero();
  }

  @Test
  void keepsNoMoreThanTheLimit() {
    int size = 1 << 20;
    List<ByteBuffer> lent = new ArrayList<>();
    for (int i = 0; i < PixelBuffers.MOST_KEPT_BYTES / size + 5; i++) {
      lent.add(buffers.take(size));
    }
    lent.forEach(buffers::giveBack);
    assertThat(buffers.keptBytes()).isEqualTo(PixelBuffers.MOST_KEPT_BYTES);
  }
}
