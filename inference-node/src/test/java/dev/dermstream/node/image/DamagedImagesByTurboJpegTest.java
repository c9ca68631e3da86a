package dev.dermstream.node.image;

class DamagedImagesByTurboJpegTest extends DamagedImagesContract {
  DamagedImagesByTurboJpegTest() {
    super(TurboJpeg.decoder(false));
  }
}
