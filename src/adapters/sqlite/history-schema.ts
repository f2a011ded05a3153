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

/** `CUTH` in the header of the file. */
export const HISTORY_SCHEMA: Schema = { applicationId: 0x43555448, steps: [FIRST] };
