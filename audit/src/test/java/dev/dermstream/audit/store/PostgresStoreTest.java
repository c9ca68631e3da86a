package dev.dermstream.audit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dermstream.audit.chain.Link;
import dev.dermstream.audit.chain.Records;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real server; left out where PostgreSQL is not installed. */
class PostgresStoreTest extends AuditStoreContract {
  private static PostgresServer server;

  @BeforeAll
  static void startServer() throws Exception {
    assumeTrue(
        PostgresServer.installed().isPresent(),
        "left out: PostgreSQL's initdb and postgres are not installed");
    server = PostgresServer.start(PostgresServer.installed().orElseThrow());
  }

  @AfterAll
  static void stopServer() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void empty() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS audit_record, audit_chain, audit_schema");
    }
  }

  @Override
  StoreConfig config() {
    return server.config();
  }

  @Override
  Connection tamper(String chain) throws SQLException {
    return server.connect();
  }

  @Test
  void commitsWaitForTheDiskWhateverTheServersDefault() throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = off");
      PostgresDatabase.keepDurable(connection);
      try (ResultSet rows = statement.executeQuery("SHOW synchronous_commit")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("on");
      }
    }
  }

  @Test
  void aGatewayRemovesWhatIsOldOfChainsThatNobodyWrites() throws Exception {
    List<Link> gone = Records.chain("gone", 4);
    List<Link> busy = Records.chain("busy", 4);
    try (AuditStore store = config().open("gone")) {
      store.append(store.head(), gone);
    }
    try (AuditStore other = config().open("busy");
        AuditStore store = config().open("g")) {
      other.append(other.head(), busy);
      store.removeBefore(Records.NOON.plusSeconds(60), store.head(), Records.NOON);
    }

    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT chain, count(*) FROM audit_record GROUP BY chain ORDER BY chain")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("busy");
      assertThat(rows.getInt(2)).isEqualTo(4);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("g");
      assertThat(rows.getInt(2)).isEqualTo(1);
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void aServerThatIsAwayIsAFailureThatSaysSo() {
    StoreConfig nowhere =
        new StoreConfig(config().directory(), "jdbc:postgresql://127.0.0.1:1/x", "u", "");

    assertThatExceptionOfType(AuditStoreException.class)
        .isThrownBy(() -> nowhere.open("g"))
        .withMessageContaining("cannot be reached");
  }
}
