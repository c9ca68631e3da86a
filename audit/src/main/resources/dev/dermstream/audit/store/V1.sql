-- One row a record: its text as it was hashed, and beside it what it is found by.
CREATE TABLE audit_record (
  chain     VARCHAR(100) NOT NULL,
  sequence  BIGINT       NOT NULL,
  at_millis BIGINT       NOT NULL,
  hash      CHAR(64)     NOT NULL,
  record    TEXT         NOT NULL,
  PRIMARY KEY (chain, sequence)
);

CREATE INDEX audit_record_at ON audit_record (chain, at_millis);

-- One row a chain: what was removed from its beginning, and its newest record.
CREATE TABLE audit_chain (
  chain         VARCHAR(100) NOT NULL PRIMARY KEY,
  base_sequence BIGINT       NOT NULL,
  base_hash     CHAR(64)     NOT NULL,
  head_sequence BIGINT       NOT NULL,
  head_hash     CHAR(64)     NOT NULL
)
