// The tables of what grows for years. Amounts are decimal text, as the venue told them.
import type { Schema } from './migrations.ts';

const FIRST = `
CREATE TABLE equity (
  account TEXT NOT NULL, at INTEGER NOT NULL, equity TEXT NOT NULL, unrealized_pnl TEXT NOT NULL,
  margin_ratio REAL, value_at_risk REAL, drawdown REAL, PRIMARY KEY (account, at)
) WITHOUT ROWID;
CREATE INDEX equity_by_time ON equity (at);

CREATE TABLE fill (
  account TEXT NOT NULL, id TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL, position_side TEXT NOT NULL,
  quantity TEXT NOT NULL, price TEXT NOT NULL, fee TEXT NOT NULL, realized_pnl TEXT NOT NULL, currency TEXT NOT NULL,
  at INTEGER NOT NULL, cause TEXT, client_order_id TEXT NOT NULL, PRIMARY KEY (account, id)
);
CREATE INDEX fill_by_time ON fill (at);
CREATE INDEX fill_by_symbol ON fill (symbol, at);
`;

/** Paper and real money are two histories, though their accounts have one name. What was kept before was paper's. */
const BY_MODE = `
CREATE TABLE equity_by_mode (
  mode TEXT NOT NULL, account TEXT NOT NULL, at INTEGER NOT NULL, equity TEXT NOT NULL, unrealized_pnl TEXT NOT NULL,
  margin_ratio REAL, value_at_risk REAL, drawdown REAL, PRIMARY KEY (mode, account, at)
) WITHOUT ROWID;
INSERT INTO equity_by_mode SELECT 'paper', account, at, equity, unrealized_pnl, margin_ratio, value_at_risk, drawdown FROM equity;
DROP TABLE equity;
ALTER TABLE equity_by_mode RENAME TO equity;
CREATE INDEX equity_by_time ON equity (mode, at);

CREATE TABLE fill_by_mode (
  mode TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, symbol TEXT NOT NULL, side TEXT NOT NULL,
  position_side TEXT NOT NULL, quantity TEXT NOT NULL, price TEXT NOT NULL, fee TEXT NOT NULL, realized_pnl TEXT NOT NULL,
  currency TEXT NOT NULL, at INTEGER NOT NULL, cause TEXT, client_order_id TEXT NOT NULL, PRIMARY KEY (mode, account, id)
);
INSERT INTO fill_by_mode SELECT 'paper', account, id, symbol, side, position_side, quantity, price, fee, realized_pnl,
  currency, at, cause, client_order_id FROM fill ORDER BY rowid;
DROP TABLE fill;
ALTER TABLE fill_by_mode RENAME TO fill;
CREATE INDEX fill_by_time ON fill (mode, at);
CREATE INDEX fill_by_symbol ON fill (mode, symbol, at);
`;

/** `CUTH` in the header of the file. */
export const HISTORY_SCHEMA: Schema = { applicationId: 0x43555448, steps: [FIRST, BY_MODE] };
