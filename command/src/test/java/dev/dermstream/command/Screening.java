package dev.dermstream.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.dermstream.v1.Disposition;
import dev.dermstream.v1.Report;
import dev.dermstream.v1.ScreenRequest;
import dev.dermstream.v1.ScreeningServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** Pictures that must be answered. */
final class Screening {
  private Screening() {}

  /** The report of an image; throws where it is refused: nothing may be lost. */
  static Report answered(ManagedChannel gateway, byte[] image) throws StatusRuntimeException {
    Report report =
        ScreeningServiceGrpc.newBlockingStub(gateway)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .screen(ScreenRequest.newBuilder().setImage(ByteString.copyFrom(image)).build())
            .getReport();
    assertThat(report.getDisposition()).isEqualTo(Disposition.DISPOSITION_ANSWERED);
    return report;
  }
}
