package dev.dermstream.pacs.session;

import dev.dermstream.pacs.ledger.Ledger;
import dev.dermstream.pacs.ledger.ObjectReception;

/** What every call works with. */
record SessionParts(
    Ledger ledger,
    ObjectReception reception,
    ObjectMemory memory,
    SessionConfig config,
    OutcomeWakeups wakeups) {}
