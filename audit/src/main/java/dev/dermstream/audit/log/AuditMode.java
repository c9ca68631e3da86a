package dev.dermstream.audit.log;

/** When an answer may leave. */
public enum AuditMode {
  /** Once its record is durable. */
  DURABLE,
  /** At once; its record follows, unless the process dies first. */
  ASYNC,
  /** At once, and nothing is recorded. */
  OFF
}
