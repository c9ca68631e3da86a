package dev.dermstream.trainer.lesion;

/** Where on the body a lesion sits. */
public enum BodySite {
  FOREHEAD("forehead", "이마"),
  CHEEK("cheek", "뺨"),
  NOSE("nose", "코"),
  EYELID("eyelid", "눈꺼풀"),
  LIP("lip", "입술"),
  EAR("ear", "귀"),
  SCALP("scalp", "두피"),
  NECK("neck", "목"),
  CHEST("chest", "가슴"),
  BACK("back", "등"),
  ABDOMEN("abdomen", "복부"),
  SHOULDER("shoulder", "어깨"),
  FOREARM("forearm", "아래팔"),
  HAND("back of the hand", "손등"),
  FINGER("finger", "손가락"),
  THIGH("thigh", "넓적다리"),
  LOWER_LEG("lower leg", "종아리"),
  FOOT("foot", "발"),
  SOLE("sole", "발바닥"),
  GROIN("groin", "사타구니"),
  ARMPIT("armpit", "겨드랑이"),
  BUTTOCK("buttock", "엉덩이"),
  ELBOW("elbow", "팔꿈치"),
  KNEE("knee", "무릎");

  private final Wording name;

  BodySite(String english, String korean) {
    name = new Wording(english, korean);
  }

  public Wording wording() {
    return name;
  }
}
