package dev.dermstream.loadtest.cancellation;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.dermstream.platform.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Callers who go away at every door of a real cluster. */
class CancelledCallsIT {
  @Test
  void aCallerWhoGoesAwayFreesTheNodeByWhateverDoorHeCame() throws Exception {
    Path root = Path.of("..").toAbsolutePath().normalize();
    System.setProperty("dermstream.home", root.toString());
    ConfigFactory.invalidateCaches();
    try (CancelledCalls calls =
        new CancelledCalls(
            ConfigFactory.parseString("dermstream.gateway.audit.mode = off")
                .withFallback(Configuration.load(null)),
            Files.readAllBytes(root.resolve("samples/nevus-01.jpg")))) {
      for (Door door : calls.doors()) {
        // It throws unless the node counts the text as cancelled and has no text any more.
        assertThat(calls.giveUp(door, 3).getTotalCount()).as(door.name()).isEqualTo(3);
      }
    }
  }
}
