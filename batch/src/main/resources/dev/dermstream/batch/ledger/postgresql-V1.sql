CREATE TABLE batch_job (
  number    BIGINT  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id        TEXT    NOT NULL UNIQUE,
  spec      BYTEA   NOT NULL,
  state     INTEGER NOT NULL,
  reason    TEXT    NOT NULL,
  pinned    TEXT    NOT NULL,
  submitted BIGINT  NOT NULL,
  ended     BIGINT,
  files     BIGINT  NOT NULL DEFAULT 0,
  listed    INTEGER NOT NULL DEFAULT 0,
  listing   BIGINT  NOT NULL DEFAULT 0
);

-- outcome: the number of an ImageOutcome, 0 while the file waits. Of an image's files the one of the lowest position has the
-- image's outcome; code and message are those of a file that could not be read.
CREATE TABLE batch_file (
  job      BIGINT  NOT NULL,
  position BIGINT  NOT NULL,
  name     TEXT    NOT NULL,
  locator  TEXT    NOT NULL,
  bytes    BIGINT  NOT NULL,
  outcome  INTEGER NOT NULL DEFAULT 0,
  digest   BYTEA,
  code     TEXT    NOT NULL DEFAULT '',
  message  TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (job, position)
);

CREATE INDEX batch_file_waiting ON batch_file (job, position) WHERE outcome = 0;

CREATE INDEX batch_file_duplicate ON batch_file (job, digest, position) WHERE outcome = 4;

CREATE INDEX batch_file_unreadable ON batch_file (job, position) WHERE outcome = 5;

-- first: the lowest position of its files; files: how many there are. Rows are appended and only
-- their keys are sorted by digest, because digests come in no order.
CREATE TABLE batch_image (
  job     BIGINT  NOT NULL,
  digest  BYTEA   NOT NULL,
  first   BIGINT  NOT NULL,
  files   BIGINT  NOT NULL,
  bytes   BIGINT  NOT NULL,
  outcome INTEGER NOT NULL,
  code    TEXT    NOT NULL,
  message TEXT    NOT NULL,
  report  BYTEA,
  PRIMARY KEY (job, digest)
);

CREATE INDEX batch_image_set_aside ON batch_image (job, digest) WHERE outcome = 6;

-- How many files of a job have an outcome, with every transaction that changes one.
CREATE TABLE batch_tally (
  job     BIGINT  NOT NULL,
  outcome INTEGER NOT NULL,
  code    TEXT    NOT NULL,
  files   BIGINT  NOT NULL,
  PRIMARY KEY (job, outcome, code)
)
