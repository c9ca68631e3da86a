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
  MOTTLING("several colours", "여러 색조"),
  DEEP_PIGMENT("faint pigment that lies deep", "깊이 놓인 옅은 색소"),
  RETICULATION("a net-like, patchy pigment", "그물 모양의 얼룩진 색소"),
  FINGERPRINT("fine fingerprint-like lines", "지문 모양의 가는 선"),
  BLUE_GREY_NESTS("blue-grey ovoid nests", "청회색의 난원형 소와"),
  SILVERY_SCALE("thick silvery-white scale", "두꺼운 은백색 인설"),
  HONEY_CRUST("honey-coloured crusts", "꿀 색깔의 가피"),
  PUSTULE("a yellow-white pustule at the top", "꼭대기의 황백색 농포"),
  CENTRAL_HAIR("a hair in the middle", "중심의 털"),
  NECROTIC_CORE("a yellow necrotic core", "노란 괴사성 중심"),
  ESCHAR("a thick black crust over a punched-out ulcer", "천공성 궤양을 덮은 두꺼운 검은 가피"),
  ADVANCING_EDGE("a raised advancing edge", "융기된 진행성 경계"),
  PITS("many small pits", "수많은 작은 오목"),
  PIGMENT_NETWORK("a regular pigment network", "규칙적인 색소 그물"),
  ATYPICAL_NETWORK("an irregular, broad pigment network", "불규칙하고 굵은 색소 그물"),
  GLOBULES("brown globules", "갈색 소구"),
  STREAKS("dark radial streaks at the edge", "가장자리의 짙은 방사형 줄무늬"),
  BLUE_WHITE_VEIL("a blue-white veil", "청백색 막"),
  MILIA_CYSTS("bright milia-like cysts", "밝은 비립종 모양의 낭"),
  COMEDO_OPENINGS("dark comedo-like openings", "면포 모양의 짙은 구멍"),
  DOTTED_VESSELS("evenly spread dotted vessels", "고르게 퍼진 점상 혈관"),
  ARBORISING_VESSELS("thick tree-like vessels", "나뭇가지 모양의 굵은 혈관");

  private final Wording name;

  Feature(String english, String korean) {
    name = new Wording(english, korean);
  }

  /** Noun phrase. */
  public Wording wording() {
    return name;
  }
}
