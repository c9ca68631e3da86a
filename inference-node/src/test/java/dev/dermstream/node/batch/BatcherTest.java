package dev.dermstream.node.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatcherTest {
  @Test
  void answersEveryItemWithItsOwnAnswer() {
    BatchSettings settings = new BatchSettings(8, List.of(), Duration.ZERO, 100, 1000, 2);
    try (Batcher<Integer, Integer> batcher =
        new Batcher<>("test", settings, worker -> items -> items.stream().map(i -> -i).toList())) {
      List<CompletableFuture<Integer>> answers =
          IntStream.range(0, 50)
              .mapToObj(i -> batcher.submit(i, Ticket.lasting(Lane.ROUTINE, 1)))
              .toList();

      assertThat(answers.stream().map(CompletableFuture::join))
          .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> -i).toList());
    }
  }
}
