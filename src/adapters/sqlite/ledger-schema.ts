// The ledger's tables. Bodies are JSON; columns beside them are what queries and the compare-and-set look at.
import type { Schema } from './migrations.ts';

const FIRST = `
CREATE TABLE proposal (
  id TEXT PRIMARY KEY, code TEXT NOT NULL, state TEXT NOT NULL, decided INTEGER NOT NULL,
  created_at INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX proposal_by_code ON proposal (code);
CREATE INDEX proposal_open ON proposal (created_at) WHERE decided = 0;
CREATE INDEX proposal_by_time ON proposal (created_at);

CREATE TABLE leg (
  proposal_id TEXT NOT NULL, place INTEGER NOT NULL, attempt INTEGER NOT NULL, client_order_id TEXT NOT NULL,
  state TEXT NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (proposal_id, place, attempt)
);
CREATE INDEX leg_unsettled ON leg (proposal_id, place) WHERE state IN ('sending', 'unknown', 'accepted');

CREATE TABLE alert (
  id TEXT PRIMARY KEY, key TEXT NOT NULL, state TEXT NOT NULL, opened_at INTEGER NOT NULL,
  version INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE UNIQUE INDEX alert_open_key ON alert (key) WHERE state <> 'resolved';
CREATE INDEX alert_by_time ON alert (opened_at);

CREATE TABLE latch (id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, version INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE latch_archive (epoch INTEGER PRIMARY KEY, body TEXT NOT NULL);

CREATE TABLE value (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE once (name TEXT PRIMARY KEY, at INTEGER NOT NULL);

CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, lane TEXT NOT NULL, topic TEXT NOT NULL, event TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE TABLE delivery (
  sequence INTEGER NOT NULL, platform TEXT NOT NULL, room TEXT NOT NULL, topic TEXT NOT NULL, lane TEXT NOT NULL,
  rank INTEGER NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL, next_attempt_at INTEGER NOT NULL, last_fault TEXT,
  PRIMARY KEY (sequence, platform, room)
);
CREATE INDEX delivery_due ON delivery (platform, rank, sequence) WHERE state = 'due';
CREATE INDEX delivery_failed ON delivery (platform) WHERE state = 'failed';
CREATE TABLE shown (
  platform TEXT NOT NULL, room TEXT NOT NULL, topic TEXT NOT NULL, message_id TEXT NOT NULL, sequence INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, PRIMARY KEY (platform, room, topic)
);

CREATE TABLE inbox (
  arrival INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, platform TEXT NOT NULL, received_at INTEGER NOT NULL,
  payload TEXT NOT NULL, finished INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX inbox_unfinished ON inbox (platform, arrival) WHERE finished = 0;
CREATE INDEX inbox_by_time ON inbox (received_at);

CREATE TABLE button (
  id TEXT PRIMARY KEY, platform TEXT NOT NULL, room TEXT NOT NULL, message_id TEXT, action TEXT NOT NULL, command TEXT NOT NULL,
  role TEXT NOT NULL, only_for TEXT, created_at INTEGER NOT NULL, expires_at INTEGER, used_at INTEGER, single_use INTEGER NOT NULL
);
CREATE INDEX button_by_time ON button (created_at);

CREATE TABLE journal (sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, mac TEXT NOT NULL, line TEXT NOT NULL);
CREATE TABLE journal_head (id INTEGER PRIMARY KEY CHECK (id = 1), sequence INTEGER NOT NULL, mac TEXT NOT NULL);
`;

/** `CUTL` in the header of the file. */
export const LEDGER_SCHEMA: Schema = { applicationId: 0x4355544c, steps: [FIRST] };
