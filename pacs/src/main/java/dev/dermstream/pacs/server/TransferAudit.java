package dev.dermstream.pacs.server;

import dev.dermstream.dicom.file.DicomException;
import dev.dermstream.dicom.file.DicomFile;
import dev.dermstream.dicom.file.DicomLimits;
import dev.dermstream.dicom.privacy.Pseudonyms;
import dev.dermstream.pacs.audit.AuditOutcome;
import dev.dermstream.pacs.audit.AuditTrail;
import dev.dermstream.pacs.audit.Transfer;
import dev.dermstream.pacs.ledger.Identity;
import dev.dermstream.pacs.ledger.Origin;
import dev.dermstream.pacs.ledger.Reception;
import dev.dermstream.pacs.ledger.ReceptionListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the audit trail what came in: one event for the objects of a study that one sender sent
 * within some seconds. Thread-safe.
 */
final class TransferAudit implements ReceptionListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TransferAudit.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final int PATIENT_ID = 0x0010_0020;
  private static final int MOST_STUDIES = 1_000;
  private static final int MOST_CLASSES = 32;

  private final AuditTrail trail;
  private final Pseudonyms pseudonyms;
  private final DicomLimits limits;
  private final Thread thread;

  /** Under the monitor of this. */
  private final Map<Key, Counted> open = new HashMap<>();

  private record Key(Origin origin, String study) {}

  private record Counted(String patient, SortedMap<String, Integer> objects) {}

  TransferAudit(AuditTrail trail, Pseudonyms pseudonyms, DicomLimits limits) {
    this.trail = trail;
    this.pseudonyms = pseudonyms;
    this.limits = limits;
    this.thread = Thread.ofVirtual().name("transfer-audit").start(this::run);
  }

  @Override
  public void heard(Origin origin, Reception.Reply reply, byte[] part10) {
    if (reply instanceof Reception.Stored(_, Identity identity)) {
      count(origin, identity, part10);
    }
  }

  private synchronized void count(Origin origin, Identity identity, byte[] part10) {
    Key key = new Key(origin, identity.studyInstance());
    Counted counted = open.get(key);
    if (counted == null
        || (counted.objects().size() >= MOST_CLASSES
            && !counted.objects().containsKey(identity.sopClass()))) {
      if (open.size() >= MOST_STUDIES || counted != null) {
        flush();
      }
      counted = new Counted(patient(part10), new TreeMap<>());
      open.put(key, counted);
    }
    counted.objects().merge(identity.sopClass(), 1, Integer::sum);
  }

  /** A token in place of the Patient ID, which is told to nobody. */
  private String patient(byte[] part10) {
    try (DicomFile file =
        DicomFile.open(new ByteArrayInputStream(part10), limits, Set.of(PATIENT_ID))) {
      String id = file.attributes().text(PATIENT_ID);
      return id.isEmpty() ? "" : pseudonyms.token("patient", id);
    } catch (DicomException e) {
      return "";
    } catch (IOException e) {
      throw new AssertionError("an array does not fail", e);
    }
  }

  private synchronized void flush() {
    open.forEach((key, counted) ->
        trail.received(
            key.origin(),
            "",
            new Transfer(key.study(), counted.patient(), counted.objects()),
            AuditOutcome.SUCCESS));
    open.clear();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        flush();
      }
    } catch (InterruptedException e) {
      log.debug("The last transfers are told");
    }
  }

  /** Tells what has not been told. */
  @Override
  public void close() {
    thread.interrupt();
    flush();
  }
}
