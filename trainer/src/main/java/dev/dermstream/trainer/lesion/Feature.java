package dev.dermstream.trainer.lesion;

/** A distinguishing mark; each is painted by one {@link Layer}. */
public enum Feature {
  FINE_SCALE("fine whitish scale", "미세한 흰 인설"),
  SCALE_PLATES("thick yellowish-white plates of scale", "두꺼운 황백색 인설"),
  ROLLED_RIM("a raised pearly rim", "진주빛의 융기된 가장자리"),
  TELANGIECTASIA("fine branching vessels", "가는 모세혈관 확장"),
  CENTRAL_ULCER("a central ulcer", "중심부 궤양"),
  PAPILLAE("cauliflower-like papillae", "꽃양배추 모양의 유두상 돌기"),
  BLACK_DOTS("black dots", "검은 점"),
  FISSURES("brain-like fissures", "뇌회 모양의 고랑"),
  KERATIN_PLUGS("keratin plugs", "각질 마개"),
  KERATIN_CRUST("a thick central keratin crust", "두꺼운 중심부 각질 가피"),
  HALO("surrounding redness", "주변 홍반"),
  PUNCTUM("a dark central punctum", "중심부의 검은 면포 구멍"),
  PALE_CENTRE("a paler centre", "옅은 중심부"),
  PERIPHERAL_RING("a darker peripheral ring", "짙은 테두리"),
  CENTRAL_DELL("a central dell", "중심부 함몰"),
  LACUNAE("red to purple lacunae", "붉은색 내지 자주색의 혈관 소와"),
  COLLARETTE("a whitish scaly collarette", "기저부의 흰 인설 테"),
  BLOOD_CRUST("dark bloody crust", "검붉은 혈성 가피"),
  MOTTLING("several colours", "여러 색조");

  private final Wording name;

  Feature(String english, String korean) {
    name = new Wording(english, korean);
  }

  /** Noun phrase. */
  public Wording wording() {
    return name;
  }
}
