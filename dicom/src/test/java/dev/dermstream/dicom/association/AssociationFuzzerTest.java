package dev.dermstream.dicom.association;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A little of what {@code dicom/fuzz} does for hours. */
class AssociationFuzzerTest {
  private static final long SEED = 20261122;

  @Test
  void theSeedIsAWholeAssociation() throws Exception {
    assertThat(AssociationFuzzer.end(seed())).isEqualTo(AssociationEnd.RELEASED);
  }

  @Test
  void damagedAssociationsEndByTheFaultOfThePeer() throws Exception {
    byte[] seed = seed();
    Random random = new Random(SEED);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = seed.clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        AssociationFuzzer.fuzzerTestOneInput(damaged);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + SEED + ", damage " + i, e);
      }
    }
  }

  /** Two contexts with roles, an echo, an object, an event, an operation that there is not. */
  private static byte[] seed() throws IOException {
    try (InputStream in = AssociationFuzzerTest.class.getResourceAsStream("seeds/association")) {
      return in.readAllBytes();
    }
  }
}
