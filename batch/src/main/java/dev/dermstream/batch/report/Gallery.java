package dev.dermstream.batch.report;

import static j2html.TagCreator.bdi;
import static j2html.TagCreator.br;
import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;
import static j2html.TagCreator.text;

import dev.dermstream.batch.v1.ImageResult;
import dev.dermstream.v1.ImageInfo;
import dev.dermstream.v1.Region;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import java.util.List;

/** ThumbnailReader beside each other, each with its name and what was said of it. */
final class Gallery {
  private Gallery() {}

  /**
   * An image that is shown.
   *
   * @param said lines below the name
   */
  record Entry(ImageResult image, List<String> said) {
    Entry {
      said = List.copyOf(said);
    }
  }

  static DomContent of(List<Entry> entries, ThumbnailReader thumbnails)
      throws InterruptedException {
    DivTag gallery = div().withClass("gallery");
    for (Entry entry : entries) {
      ImageResult image = entry.image();
      String name = Words.shown(image.getName());
      var caption = figcaption(bdi(name));
      for (String line : entry.said()) {
        caption.with(br(), text(line));
      }
      gallery.with(figure(frame(image, name, thumbnails.of(image)), caption));
    }
    return gallery;
  }

  private static DomContent frame(ImageResult image, String name, Thumbnail thumbnail) {
    return switch (thumbnail) {
      case Thumbnail.Missing missing -> div(missing.why()).withClass("missing");
      case Thumbnail.Picture picture -> {
        DivTag frame =
            div(img()
                    .withSrc("data:image/jpeg;base64," + picture.jpeg())
                    .withAlt("Thumbnail of " + name)
                    .attr("width", picture.width())
                    .attr("height", picture.height()))
                .withClass("frame");
        yield hasOutline(image) ? frame.with(outline(image.getReport().getImage())) : frame;
      }
    };
  }

  private static boolean hasOutline(ImageResult image) {
    ImageInfo info = image.getReport().getImage();
    Region region = info.getRegion();
    return region.getFound()
        && info.getWidth() > 0
        && info.getHeight() > 0
        && (region.getWidth() < info.getWidth() || region.getHeight() < info.getHeight());
  }

  /** Lies over the picture and has its form, in the pixels of the whole image. */
  private static DomContent outline(ImageInfo info) {
    Region region = info.getRegion();
    return Svg.picture(info.getWidth(), info.getHeight(), "Outline of the lesion that was answered")
        .with(
            Svg.rect(region.getX(), region.getY(), region.getWidth(), region.getHeight())
                .withClass("under"),
            Svg.rect(region.getX(), region.getY(), region.getWidth(), region.getHeight()));
  }
}
