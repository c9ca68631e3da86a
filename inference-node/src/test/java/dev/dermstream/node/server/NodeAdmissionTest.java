package dev.dermstream.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import org.junit.jupiter.api.Test;

class NodeAdmissionTest {
  private final NodeAdmission admission = new NodeAdmission(2, 100);

  @Test
  void refusesMoreRequestsThanItHasPlacesFor() {
    NodeAdmission.Permit first = admission.admit(1);
    admission.admit(1);
    assertRefused(1);

    first.close();

    admission.admit(1);
    assertThat(admission.requests()).isEqualTo(2);
  }

  @Test
  void refusesMoreBytesThanItMayHold() {
    admission.admit(60);
    assertRefused(41);
    assertRefused(Long.MAX_VALUE);

    admission.admit(40);
    assertThat(admission.bytes()).isEqualTo(100);
  }

  @Test
  void givesAPlaceBackOnce() {
    NodeAdmission.Permit permit = admission.admit(60);
    admission.admit(10);

    permit.close();
    permit.close();

    assertThat(admission.requests()).isEqualTo(1);
    assertThat(admission.bytes()).isEqualTo(10);
  }

  private void assertRefused(long bytes) {
    assertThatThrownBy(() -> admission.admit(bytes))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
  }
}
