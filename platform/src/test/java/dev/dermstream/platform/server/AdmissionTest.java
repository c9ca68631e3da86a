package dev.dermstream.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RequestInfo;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import dev.dermstream.v1.Error;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
  private final Answers answers = new Answers();
  private int taken;

  @Test
  void whatIsTakenIsNotAnsweredHere() {
    Admission.admit("r-1", answers, () -> taken++);

    assertThat(taken).isOne();
    assertThat(answers.errors).isEmpty();
  }

  @Test
  void aRefusalIsTheAnswer() {
    ServiceException full = new ServiceException(ErrorCode.OVERLOADED, "Every place is taken.");

    Admission.admit("r-2", answers, failing(full));

    assertThat(answers.errors)
        .containsExactly(StatusMapping.error(ErrorCode.OVERLOADED, full.sentence(), "r-2"));
  }

  @Test
  void aFaultIsAnsweredWithoutItsText() {
    Admission.admit("r-3", answers, failing(new IllegalStateException("password of the disk")));

    assertThat(answers.errors)
        .singleElement()
        .satisfies(error -> {
          assertThat(error.getCode()).isEqualTo("INTERNAL");
          assertThat(error.getMessage()).doesNotContain("password");
          assertThat(error.getRequestId()).isEqualTo("r-3");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "\u007f", "환자"})
  void anIdThatIsNotPlainIsRefusedAndNotRepeated(String id) {
    Admission.admit(id, answers, () -> taken++);

    assertThat(taken).isZero();
    assertThat(answers.errors)
        .singleElement()
        .satisfies(error -> {
          assertThat(error.getCode()).isEqualTo("INVALID_INPUT");
          assertThat(error.getMessage()).doesNotContain(id);
          assertThat(error.getRequestId()).isEmpty();
        });
  }

  @Test
  void anIdHasAtMost200Characters() {
    Admission.admit("x".repeat(200), answers, () -> taken++);
    Admission.admit("x".repeat(201), answers, () -> taken++);

    assertThat(taken).isOne();
    assertThat(answers.errors).hasSize(1);
  }

  private static String requestId(Throwable failure) {
    try {
      return StatusProto.fromThrowable(failure)
          .getDetails(1)
          .unpack(RequestInfo.class)
          .getRequestId();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static Runnable failing(RuntimeException failure) {
    return () -> {
      throw failure;
    };
  }

  /** The errors that a caller would read. */
  private static final class Answers implements StreamObserver<Error> {
    final List<Error> errors = new ArrayList<>();

    @Override
    public void onNext(Error value) {
      throw new AssertionError("Nothing is answered here");
    }

    @Override
    public void onError(Throwable failure) {
      errors.add(StatusMapping.toError(failure, requestId(failure)));
    }

    @Override
    public void onCompleted() {
      throw new AssertionError("Nothing is answered here");
    }
  }
}
