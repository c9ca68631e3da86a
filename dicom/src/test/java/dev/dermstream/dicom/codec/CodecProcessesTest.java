package dev.dermstream.dicom.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodecProcessesTest {
  private static final FrameShape SHAPE = new FrameShape(4, 4, 1, 1);

  @Test
  void endsAProcessThatTakesTooLongAndStartsAnother() {
    try (CodecProcesses processes = new CodecProcesses(1, Duration.ofNanos(1))) {
      for (int i = 0; i < 2; i++) {
        assertThat(processes.decode(Codec.JPEG_LS, new byte[10], SHAPE))
            .isInstanceOfSatisfying(
                CodecOutcome.Ended.class, ended -> assertThat(ended.how()).contains("took longer"));
      }
    }
  }

  @Test
  void outlivesADamagedStream() {
    try (CodecProcesses processes = new CodecProcesses(1, Duration.ofSeconds(60))) {
      for (Codec codec : Codec.values()) {
        for (int length : new int[] {0, 1, 100, 200_000}) {
          assertThat(processes.decode(codec, new byte[length], SHAPE))
              .isInstanceOfAny(CodecOutcome.Damaged.class, CodecOutcome.Missing.class);
        }
      }
    }
  }

  @Test
  void tellsThatAProcessCrashed() throws Exception {
    List<ProcessHandle> others = ProcessHandle.current().children().toList();
    CodecProcess process = CodecProcess.start();
    ProcessHandle child =
        ProcessHandle.current()
            .children()
            .filter(each -> !others.contains(each))
            .findFirst()
            .orElseThrow();
    child.destroyForcibly();
    child.onExit().join();

    // The process may hear of its end a little later than its handle.
    await().untilAsserted(() -> assertThat(process.usable()).isFalse());
    assertThat(process.decode(Codec.JPEG_2000, new byte[1], SHAPE, Duration.ofSeconds(60)))
        .isEqualTo(new CodecOutcome.Ended("crashed"));
    process.close();
  }
}
