package dev.dermstream.dicom.dimse;

import dev.dermstream.dicom.association.AssociationEnd;
import dev.dermstream.dicom.association.AssociationInfo;
import dev.dermstream.dicom.association.AssociationListener;
import dev.dermstream.dicom.association.Candidate;
import dev.dermstream.dicom.association.Rejection;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears what becomes of connections. */
public final class Ends implements AssociationListener {
  private final BlockingQueue<AssociationEnd> ends = new LinkedBlockingQueue<>();
  public final List<Rejection> rejections = new CopyOnWriteArrayList<>();
  public final List<AssociationInfo> accepted = new CopyOnWriteArrayList<>();

  @Override
  public void accepted(AssociationInfo association) {
    accepted.add(association);
  }

  @Override
  public void rejected(Candidate candidate, Rejection why) {
    rejections.add(why);
    ends.add(AssociationEnd.REJECTED);
  }

  @Override
  public void ended(AssociationInfo association, AssociationEnd end) {
    ends.add(end);
  }

  @Override
  public void failed(InetSocketAddress peer, AssociationEnd end) {
    ends.add(end);
  }

  /** Waits for the next. */
  public AssociationEnd next() throws InterruptedException {
    AssociationEnd end = ends.poll(60, TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("nothing ended");
    }
    return end;
  }
}
