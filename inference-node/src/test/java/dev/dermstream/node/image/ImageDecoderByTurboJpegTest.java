package dev.dermstream.node.image;

class ImageDecoderByTurboJpegTest extends ImageDecoderContract {
  ImageDecoderByTurboJpegTest() {
    super(TurboJpeg.decoder(false));
  }
}
