package dev.dermstream.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client against DCMTK's receiver. Left out, with the reason, where it is not installed. */
class ReceiversTest {
  @TempDir private Path folder;

  @Test
  void storescpKeepsWhatIsSentInEachTransferSyntax() throws Exception {
    List<TestObject> objects = new ArrayList<>();
    for (String name :
        List.of(
            "SC_rgb_rle_2frame.dcm",
            "MR_small_jpeg_ls_lossless.dcm",
            "US1_J2KI.dcm",
            "image_dfl.dcm",
            "own_tid1500_sr.dcm",
            "own_vlp_skin_synthetic.dcm")) {
      objects.add(TestObject.sample(name));
    }
    Path received = folder.resolve("received");
    try (Storescp storescp = Storescp.start(new Tools(folder), received, "--max-pdu", 4096);
        DimseClient client =
            DimseClient.open(
                TestServer.call(storescp.port(), TestServer.contextsOf(objects)),
                DimseHandlers.NONE,
                DimseLimits.usual())) {
      assertThat(client.echo()).isEqualTo(DimseStatus.SUCCESS);
      for (TestObject object : objects) {
        assertThat(
                client.store(
                    object.sopClass(),
                    object.sopInstance(),
                    object.transferSyntax(),
                    object.in(),
                    object.dataSet().length))
            .isEqualTo(DimseStatus.SUCCESS);
      }
      client.release();
      assertThat(storescp.received())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("file")
          .containsExactlyInAnyOrderElementsOf(objects.stream().map(TestObject::padded).toList());
    }
  }
}
