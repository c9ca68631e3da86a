package dev.dermstream.node.image;

class ImageDecoderByJdkTest extends ImageDecoderContract {
  ImageDecoderByJdkTest() {
    super(new JdkJpegDecoder());
  }
}
