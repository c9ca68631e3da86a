package dev.dermstream.node.engine;

import dev.dermstream.platform.image.PixelValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Pictures of different sizes, which share no tensor, brought to runs of one size each. */
final class SizeGroups {
  private SizeGroups() {}

  private record Size(int height, int width) {}

  /**
   * Encodes pictures, one run for every size.
   *
   * @param run takes pictures of one size, gives as many answers in their order
   * @return in the order of the pictures
   */
  static List<EncodedImage> encode(
      List<PixelValues> pixels, Function<List<PixelValues>, List<EncodedImage>> run) {
    Map<Size, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < pixels.size(); i++) {
      Size size = new Size(pixels.get(i).height(), pixels.get(i).width());
      groups.computeIfAbsent(size, first -> new ArrayList<>()).add(i);
    }
    EncodedImage[] encoded = new EncodedImage[pixels.size()];
    for (List<Integer> places : groups.values()) {
      List<EncodedImage> answers = run.apply(places.stream().map(pixels::get).toList());
      for (int i = 0; i < places.size(); i++) {
        encoded[places.get(i)] = answers.get(i);
      }
    }
    return List.of(encoded);
  }
}
