package dev.dermstream.platform.cluster;

import dev.dermstream.cluster.v1.ClusterServiceGrpc;
import dev.dermstream.cluster.v1.ClusterStatus;
import dev.dermstream.cluster.v1.DescribeRequest;
import dev.dermstream.cluster.v1.GetStatusRequest;
import dev.dermstream.cluster.v1.KnownServer;
import dev.dermstream.cluster.v1.ServerDescription;
import dev.dermstream.error.ErrorCode;
import dev.dermstream.error.ServiceException;
import dev.dermstream.error.StatusMapping;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A server's place in the cluster: it answers who asks the server itself, and keeps the server on
 * the list. Thread-safe.
 */
public final class ClusterEntry implements AutoCloseable {
  private final Cluster cluster;
  private volatile @Nullable Supplier<ServerDescription> description;
  private Cluster.@Nullable Publication publication;

  /** Says nothing yet. */
  public ClusterEntry(Cluster cluster) {
    this.cluster = cluster;
  }

  /** To be served beside the server's own service. */
  public BindableService service() {
    return new Service();
  }

  /**
   * From now on the server is described so.
   *
   * @param now must not block
   */
  public synchronized void tell(Supplier<ServerDescription> now) {
    description = now;
    publication = cluster.publish(now);
  }

  /** Off the list; who asks is still answered. Again: no effect. */
  @Override
  public synchronized void close() {
    if (publication != null) {
      publication.close();
      publication = null;
    }
  }

  /**
   * What a server that sends no work to others knows of the cluster.
   *
   * @param self its own description
   */
  public static ClusterStatus.Builder status(Cluster cluster, ServerDescription self) {
    return ClusterStatus.newBuilder()
        .setCluster(cluster.name())
        .setAnsweredBy(self)
        .setMembership(cluster.membership())
        .setMembers(cluster.members());
  }

  private final class Service extends ClusterServiceGrpc.ClusterServiceImplBase {
    @Override
    public void describe(DescribeRequest request, StreamObserver<ServerDescription> response) {
      Supplier<ServerDescription> now = description;
      if (now == null) {
        refuse(response);
      } else {
        response.onNext(now.get());
        response.onCompleted();
      }
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<ClusterStatus> response) {
      Supplier<ServerDescription> now = description;
      if (now == null) {
        refuse(response);
        return;
      }
      ServerDescription self = now.get();
      ClusterStatus.Builder status = status(cluster, self);
      for (ServerDescription each : cluster.servers()) {
        status.addServers(KnownServer.newBuilder().setDescription(each).setListed(true));
      }
      if (cluster.servers().isEmpty()) {
        status.addServers(KnownServer.newBuilder().setDescription(self));
      }
      response.onNext(status.build());
      response.onCompleted();
    }

    private void refuse(StreamObserver<?> response) {
      ServiceException starting =
          new ServiceException(ErrorCode.NOT_READY, "The server is starting; try again.");
      response.onError(StatusMapping.toException(StatusMapping.toError(starting, "")));
    }
  }
}
