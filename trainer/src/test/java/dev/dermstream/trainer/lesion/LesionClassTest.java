package dev.dermstream.trainer.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LesionClassTest {

  @Test
  void findsEveryClassByItsIdCode() {
    assertThat(LesionClass.count()).isEqualTo(15);
    for (LesionClass lesionClass : LesionClass.values()) {
      assertThat(LesionClass.of(lesionClass.idCode())).isSameAs(lesionClass);
    }
    assertThat(LesionClass.of(6).wording()).isEqualTo(new Wording("Malignant Melanoma", "악성흑색종"));
    assertThat(LesionClass.of(14).wording().english()).isEqualTo("Lentigo Simplex");
  }
}
