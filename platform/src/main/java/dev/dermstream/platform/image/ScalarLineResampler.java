package dev.dermstream.platform.image;

/** Level by level; for JVMs without {@code jdk.incubator.vector}. */
final class ScalarLineResampler implements LineResampler {
  @Override
  public void read(byte[] rgb, int start, int[] line, int length) {
    for (int i = 0; i < length; i++) {
      line[i] = rgb[start + i] & 0xFF;
    }
  }

  @Override
  public void resample(int[] line, ResampleWeights w, int[] out) {
    for (int x = 0, o = 0; x < w.first.length; x++) {
      int red = ResampleWeights.HALF;
      int green = ResampleWeights.HALF;
      int blue = ResampleWeights.HALF;
      int i = w.first[x] * RgbImage.CHANNELS;
      int k = x * w.stride;
      for (int end = k + w.count[x]; k < end; k++, i += RgbImage.CHANNELS) {
        int weight = w.weights[k];
        red += line[i] * weight;
        green += line[i + 1] * weight;
        blue += line[i + 2] * weight;
      }
      out[o++] = ResampleWeights.toLevel(red);
      out[o++] = ResampleWeights.toLevel(green);
      out[o++] = ResampleWeights.toLevel(blue);
    }
  }

  @Override
  public void add(int[] line, int weight, int[] sums, int start, int length) {
    for (int i = 0; i < length; i++) {
      sums[start + i] += line[i] * weight;
    }
  }

  @Override
  public void round(int[] sums, int from, byte[] rgb, int start, int length) {
    for (int i = 0; i < length; i++) {
      rgb[start + i] = (byte) ResampleWeights.toLevel(sums[from + i]);
    }
  }
}
