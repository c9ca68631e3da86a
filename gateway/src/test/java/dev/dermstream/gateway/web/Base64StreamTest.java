package dev.dermstream.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64StreamTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void bytesComeBackHoweverTheTextIsCut(long seed) {
    Random random = new Random(seed);
    Buffer expected = Buffer.buffer();
    Buffer text = Buffer.buffer();
    for (int message = 0; message < 5; message++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      expected.appendBytes(bytes);
      text.appendBytes(Base64.getEncoder().encode(bytes));
    }

    Base64Stream stream = new Base64Stream();
    Buffer decoded = Buffer.buffer();
    int start = 0;
    while (start < text.length()) {
      int end = Math.min(text.length(), start + 1 + random.nextInt(9));
      decoded.appendBuffer(stream.decode(text.getBuffer(start, end)));
      start = end;
    }

    assertThat(decoded).as("seed %d", seed).isEqualTo(expected);
    assertThat(stream.isBetweenGroups()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"A-AA", "=AAA", "A===", "AA=A", "\n\n\n\n"})
  void whatIsNoBase64IsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Base64Stream().decode(Buffer.buffer(text)));
  }
}
