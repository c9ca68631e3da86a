package dev.dermstream.platform.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void everyElementTypeSurvivesAFile() throws IOException {
    Map<String, Tensor> written = new LinkedHashMap<>();
    written.put("floats", Tensor.ofFloats(new float[] {1.5f, -2, Float.MIN_VALUE, 0, 3, 4}, 2, 3));
    written.put("halves", Tensor.ofHalves(new float[] {0.5f, -65504f}, 2));
    written.put("doubles", Tensor.ofDoubles(new double[] {Math.PI}, 1));
    written.put("longs", Tensor.ofLongs(new long[] {Long.MIN_VALUE, 7}, 2));
    written.put("ints", Tensor.ofInts(new int[] {-3}, 1, 1));
    written.put("booleans", Tensor.ofBooleans(new boolean[] {true, false, true}, 3));
    written.put("scalar", Tensor.ofFloats(new float[] {9}));
    Path file = folder.resolve("all.safetensors");

    Safetensors.write(file, written);
    Map<String, Tensor> read = Safetensors.read(file);

    assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
    assertThat(read.get("floats").toFloats()).containsExactly(1.5f, -2, Float.MIN_VALUE, 0, 3, 4);
    assertThat(read.get("floats").shape()).containsExactly(2, 3);
    assertThat(read.get("halves").toFloats()).containsExactly(0.5f, -65504f);
    assertThat(read.get("doubles").toFloats()).containsExactly((float) Math.PI);
    assertThat(read.get("longs").toLongs()).containsExactly(Long.MIN_VALUE, 7);
    assertThat(read.get("ints").toInts()).containsExactly(-3);
    assertThat(read.get("booleans").toLongs()).containsExactly(1, 0, 1);
    assertThat(read.get("scalar").shape()).isEmpty();
  }

  @Test
  void brainFloatsAreTheUpperHalfOfFloats() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort((short) (Float.floatToIntBits(-1.5f) >>> 16)).flip();

    assertThat(new Tensor(DataType.BF16, new long[] {1}, data).toFloats()).containsExactly(-1.5f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
        "{\"a\":[]}",
        "[]",
        "{",
      })
  void aDamagedHeaderIsRefusedNamingTheSource(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(json.length).put(json).rewind();

    assertThatThrownBy(() -> Safetensors.read("weights", file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("weights: ");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    Path file = folder.resolve("t.safetensors");
    Safetensors.write(file, Map.of("a", Tensor.ofFloats(new float[] {1, 2, 3}, 3)));
    byte[] whole = Files.readAllBytes(file);

    for (int length = 0; length < whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length).slice();
      assertThatThrownBy(() -> Safetensors.read("cut", cut)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void mutatedFilesGiveTensorsOrAnIOExceptionOnly() throws IOException {
    Path file = folder.resolve("m.safetensors");
    Safetensors.write(file, Map.of("a", Tensor.ofFloats(new float[] {1, 2, 3}, 3)));
    byte[] whole = Files.readAllBytes(file);
    long seed = 20_261_121;
    SplittableRandom random = new SplittableRandom(seed);

    for (int round = 0; round < 20_000; round++) {
      byte[] mutated = whole.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      try {
        Safetensors.read("mutated", ByteBuffer.wrap(mutated));
      } catch (IOException expected) {
        assertThat(expected).as("seed %d round %d", seed, round).hasMessageStartingWith("mutated");
      }
    }
  }
}
