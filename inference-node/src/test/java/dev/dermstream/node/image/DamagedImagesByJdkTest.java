package dev.dermstream.node.image;

class DamagedImagesByJdkTest extends DamagedImagesContract {
  DamagedImagesByJdkTest() {
    super(new JdkJpegDecoder());
  }
}
