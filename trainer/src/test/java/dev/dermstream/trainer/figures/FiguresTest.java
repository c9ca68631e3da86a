package dev.dermstream.trainer.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Every kind of figure, drawn of made-up numbers. */
class FiguresTest {
  private static final int WHITE = 0xFFFFFF;

  /** Drawn once. */
  private static final List<Figure> ALL = all();

  static Stream<Figure> figures() {
    return ALL.stream();
  }

  private static List<Figure> all() {
    List<String> few = List.of("Nevus", "Melanoma", "Wart");
    List<String> long29 =
        IntStream.range(0, 29)
            .mapToObj(code -> "Irritant and allergic contact dermatitis number " + code)
            .toList();
    List<String> hostile =
        List.of("<script>alert(1)</script>", "$\\input{/etc/passwd}$", "a & \"b\" '\u0000'");
    return Stream.of(few, long29, hostile).flatMap(names -> of(names).stream()).toList();
  }

  static List<Figure> of(List<String> names) {
    int classes = names.size();
    long[][] counts = new long[classes][classes];
    for (int row = 1; row < classes; row++) {
      counts[row][row] = 12_345;
      counts[row][0] = 1;
    }
    double[] none = new double[classes];
    Arrays.fill(none, Double.NaN);
    double[] some = new double[classes];
    Arrays.setAll(some, code -> code / (double) classes);
    List<ClassCurve> curves = new ArrayList<>();
    for (int code = 0; code < classes; code++) {
      curves.add(
          new ClassCurve(
              names.get(code), code, new double[] {0, 0.1, 1}, new double[] {0, 0.9, 1}, 0.96));
    }
    return List.of(
        ConfusionChart.of(names, counts),
        CurveChart.roc(curves, curves.getFirst()),
        CurveChart.precisionRecall(curves, curves.getFirst(), 0.1),
        ReliabilityChart.of(bins(), 0.123),
        ClassBarsChart.of(
            names,
            new long[classes],
            List.of(
                new ClassBarsChart.Measure("Precision", none, none, none),
                new ClassBarsChart.Measure("Recall", some, some, some))),
        LossChart.of(
            List.of(
                new LossChart.Run(names.getFirst(), losses(3, 2, 1), losses(3, 1)),
                new LossChart.Run(names.get(1), losses(), losses(2)))),
        map(names));
  }

  private static List<ReliabilityChart.Bin> bins() {
    return List.of(
        new ReliabilityChart.Bin(0, 0, Double.NaN),
        new ReliabilityChart.Bin(10, 0, 0.5),
        new ReliabilityChart.Bin(1_000_000, 1_000_000, 0.9));
  }

  private static LossChart.Series losses(double... values) {
    return new LossChart.Series(
        IntStream.range(0, values.length).asDoubleStream().toArray(), values);
  }

  private static Figure map(List<String> names) {
    Random random = new Random(7);
    float[][] vectors = new float[40][];
    int[] classOf = new int[vectors.length];
    for (int row = 0; row < vectors.length; row++) {
      double angle = row % 3 + 0.2 * random.nextDouble();
      vectors[row] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle), 0};
      classOf[row] = row % 3;
    }
    return EmbeddingMap.of(
        new EmbeddingMap.Embedded(vectors, classOf),
        new EmbeddingMap.Embedded(Arrays.copyOf(vectors, 3), new int[] {0, 1, 2}),
        names);
  }

  @ParameterizedTest
  @MethodSource("figures")
  void bothFormatsAreWholeAndOfOneSizeAndNothingIsCutOff(Figure figure) throws Exception {
    Document document = parse(figure.svg());
    assertThat(document.getDocumentElement().getAttribute("viewBox"))
        .isEqualTo("0 0 %d %d".formatted(figure.width(), figure.height()));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
    assertThat(image.getWidth()).isEqualTo(figure.width() * RasterDrawing.PIXELS_PER_UNIT);
    assertThat(image.getHeight()).isEqualTo(figure.height() * RasterDrawing.PIXELS_PER_UNIT);
    nothingReachesTheEdge(figure, image);
  }

  @ParameterizedTest
  @MethodSource("figures")
  void textIsDrawnAsShapesAndToldByTheCaptionAlone(Figure figure) throws Exception {
    Document document = parse(figure.svg());
    assertThat(document.getElementsByTagName("text").getLength()).isZero();
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getElementsByTagName("image").getLength()).isZero();
    assertThat(document.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo(figure.caption());
  }

  private static void nothingReachesTheEdge(Figure figure, BufferedImage image) {
    int right = image.getWidth() - 1;
    int bottom = image.getHeight() - 1;
    List<String> inked = new ArrayList<>();
    for (int x = 0; x <= right; x++) {
      addInked(inked, image, x, 0);
      addInked(inked, image, x, bottom);
    }
    for (int y = 0; y <= bottom; y++) {
      addInked(inked, image, 0, y);
      addInked(inked, image, right, y);
    }
    assertThat(inked).as(figure.name()).isEmpty();
  }

  private static void addInked(List<String> inked, BufferedImage image, int x, int y) {
    if ((image.getRGB(x, y) & WHITE) != WHITE) {
      inked.add(x + ", " + y);
    }
  }

  @Test
  void theSameNumbersGiveTheSameBytes() {
    List<String> names = List.of("A", "B", "C");
    List<Figure> first = of(names);
    List<Figure> second = of(names);
    for (int i = 0; i < first.size(); i++) {
      assertThat(first.get(i).svg()).isEqualTo(second.get(i).svg());
      assertThat(first.get(i).png()).isEqualTo(second.get(i).png());
    }
  }

  @Test
  void figuresOfOnePageShareNoIdentifier() throws Exception {
    Set<String> seen = new HashSet<>();
    for (Figure figure : of(List.of("A", "B", "C"))) {
      Set<String> own = new HashSet<>();
      NodeList elements = parse(figure.inlineSvg()).getElementsByTagName("*");
      for (int i = 0; i < elements.getLength(); i++) {
        String id = ((Element) elements.item(i)).getAttribute("id");
        if (!id.isEmpty()) {
          own.add(id);
        }
      }
      assertThat(own).as(figure.name()).noneMatch(seen::contains);
      seen.addAll(own);
    }
    assertThat(seen).isNotEmpty();
  }

  @Test
  void aNameWithoutLettersToDrawItGivesWayToItsNumber() {
    Lettering lettering = Lettering.forTexts(List.of("Nevus", "\uE000\uE001"));

    assertThat(lettering.shown("Nevus", 0)).isEqualTo("Nevus");
    assertThat(lettering.shown("\uE000\uE001", 1)).isEqualTo("Class 1");
    assertThat(lettering.shown("  ", 2)).isEqualTo("Class 2");
    assertThat(lettering.shown("x".repeat(100), 3)).hasSize(40).endsWith("…");
  }

  @Test
  void theMeanOfLossesIsThatOfTheLastSteps() {
    assertThat(losses(4, 2, 6, 1).smoothed(2).values()).containsExactly(4, 3, 4, 3.5);
  }

  @Test
  void theIntervalOfAShareIsWilsons() {
    // R: binom::binom.wilson(8, 10)
    assertThat(ReliabilityChart.wilson(new ReliabilityChart.Bin(10, 8, 0)))
        .containsExactly(new double[] {0.4901624, 0.9433178}, within(1e-6));
  }

  @Test
  void aFigureTakesThePlaceOfAnEarlierOne(@TempDir Path folder) throws IOException {
    Figure figure = ReliabilityChart.of(bins(), 0.5);
    FigureFolder.write(folder, List.of(ReliabilityChart.of(bins(), 0.25)));
    FigureFolder.write(folder, List.of(figure));

    assertThat(folder.resolve("reliability.svg")).content().isEqualTo(figure.svg());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aNameThatIsNoFilesIsRefused() {
    assertThatThrownBy(() -> new Figure("../up", "", 1, 1, canvas -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newDefaultNSInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
