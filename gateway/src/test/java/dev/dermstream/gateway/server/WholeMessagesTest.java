package dev.dermstream.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WholeMessagesTest {
  private static final int LIMIT = 1000;
  private final WholeMessages messages = new WholeMessages(LIMIT);

  @Test
  void handsAMessageOfOnePieceOnAsItLies() {
    Buffer message = message(100, 1);

    assertThat(messages.take(message)).isSameAs(message);
    assertThat(messages.held()).isZero();
  }

  @Test
  void handsAMessageOnOnceItIsWhole() {
    Buffer message = message(100, 1);

    assertThat(messages.take(message.getBuffer(0, 3))).isNull();
    assertThat(messages.held()).isEqualTo(3);
    assertThat(messages.take(message.getBuffer(3, 104))).isNull();
    assertThat(messages.held()).isEqualTo(104);
    assertThat(messages.take(message.getBuffer(104, 105))).isEqualTo(message);
    assertThat(messages.held()).isZero();
  }

  @Test
  void keepsTheBeginningOfTheNextMessage() {
    Buffer both = message(10, 1).appendBuffer(message(20, 2));

    assertThat(messages.take(both.getBuffer(0, 18))).isEqualTo(message(10, 1));
    assertThat(messages.held()).isEqualTo(3);
    assertThat(messages.take(both.getBuffer(18, both.length()))).isEqualTo(message(20, 2));
  }

  @Test
  void handsAMessageOverTheLimitOnAsItComes() {
    Buffer large = message(LIMIT + 1, 1);

    assertThat(messages.take(large.getBuffer(0, 4))).isNull();
    assertThat(messages.take(large.getBuffer(4, 5))).isEqualTo(large.getBuffer(0, 5));
    assertThat(messages.take(large.getBuffer(5, 600))).isEqualTo(large.getBuffer(5, 600));
    assertThat(messages.held()).isZero();
    Buffer rest = large.getBuffer(600, large.length()).appendBuffer(message(7, 2));
    assertThat(messages.take(rest)).isEqualTo(rest);
  }

  @Test
  void holdsNoMoreThanHasComeWhateverIsAnnounced() {
    Buffer announced = Buffer.buffer().appendByte((byte) 0).appendInt(LIMIT).appendByte((byte) 1);

    assertThat(messages.take(announced)).isNull();
    assertThat(messages.held()).isEqualTo(6);
  }

  @Test
  void takesALengthAsUnsigned() {
    Buffer announced = Buffer.buffer().appendByte((byte) 0).appendInt(-1);

    assertThat(messages.take(announced)).isEqualTo(announced);
    assertThat(messages.held()).isZero();
  }

  @Test
  void losesAndAddsNothingHoweverTheBodyIsCut() {
    for (int seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      WholeMessages one = new WholeMessages(LIMIT);
      Buffer body = Buffer.buffer();
      List<Integer> ends = new ArrayList<>(List.of(0));
      for (int i = 0; i < 1 + random.nextInt(5); i++) {
        body.appendBuffer(message(random.nextInt(LIMIT), i));
        ends.add(body.length());
      }
      Buffer handed = Buffer.buffer();
      for (int at = 0; at < body.length(); ) {
        int to = Math.min(body.length(), at + 1 + random.nextInt(700));
        Buffer ready = one.take(body.getBuffer(at, to));
        at = to;
        if (ready != null) {
          handed.appendBuffer(ready);
        }
        assertThat(ends).as("seed %d", seed).contains(handed.length());
        assertThat(one.held()).as("seed %d", seed).isEqualTo(at - handed.length());
      }
      assertThat(handed).as("seed %d", seed).isEqualTo(body);
    }
  }

  /** A message in its frame; its bytes tell messages and places apart. */
  private static Buffer message(int length, int number) {
    Buffer message = Buffer.buffer().appendByte((byte) 0).appendInt(length);
    IntStream.range(0, length).forEach(i -> message.appendByte((byte) (31 * number + i)));
    return message;
  }
}
