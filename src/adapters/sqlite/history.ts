// The equity curve and the fills in a file of their own: losing it costs charts and statistics, never the state of the money.
import type { Fault } from '../../domain/fault.ts';
import type { Mode } from '../../domain/mode.ts';
import type { Result } from '../../domain/result.ts';
import type { EquityPoint, FillRow, History } from '../../ports/history.ts';
import type { Row } from './database.ts';
import { Store } from './store.ts';

const DAY_MS = 86_400_000;
const RAW_DAYS = 90;
const HOUR_MS = 3_600_000;

export class SqliteHistory extends Store implements History {
  /** A second point of the same account and moment takes the place of the first. */
  addEquity(mode: Mode, points: readonly EquityPoint[]): Promise<Result<void, Fault>> {
    return this.write(() => {
      for (const point of points) {
        this.db.run(
          `INSERT INTO equity (mode, account, at, equity, unrealized_pnl, margin_ratio, value_at_risk, drawdown)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (mode, account, at) DO UPDATE SET equity = excluded.equity,
             unrealized_pnl = excluded.unrealized_pnl, margin_ratio = excluded.margin_ratio,
             value_at_risk = excluded.value_at_risk, drawdown = excluded.drawdown`,
          mode,
          point.account,
          point.at,
          point.equity,
          point.unrealizedPnl,
          point.marginRatio,
          point.valueAtRisk,
          point.drawdown,
        );
      }
    });
  }

  addFills(mode: Mode, rows: readonly FillRow[]): Promise<Result<number, Fault>> {
    return this.write(() => {
      let added = 0;
      for (const row of rows) {
        added += this.db.run(
          `INSERT INTO fill (mode, account, id, symbol, side, position_side, quantity, price, fee, realized_pnl, currency, at,
             cause, client_order_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          mode,
          row.account,
          row.id,
          row.symbol,
          row.side,
          row.positionSide,
          row.quantity,
          row.price,
          row.fee,
          row.realizedPnl,
          row.currency,
          row.at,
          row.cause ?? null,
          row.clientOrderId,
        );
      }
      return added;
    });
  }

  /** From `from` up to and with `to`, oldest first. Older than 90 days: the last and the lowest point of each hour. */
  equity(
    mode: Mode,
    account: string | undefined,
    from: number,
    to: number,
  ): Promise<Result<readonly EquityPoint[], Fault>> {
    return this.read(() =>
      (account === undefined
        ? this.db.all(
            'SELECT * FROM equity WHERE mode = ? AND at BETWEEN ? AND ? ORDER BY at, account',
            mode,
            from,
            to,
          )
        : this.db.all(
            'SELECT * FROM equity WHERE mode = ? AND account = ? AND at BETWEEN ? AND ? ORDER BY at',
            mode,
            account,
            from,
            to,
          )
      ).map(equityFrom),
    );
  }

  /** From `from` up to and with `to`, the latest `limit`. */
  fills(
    mode: Mode,
    account: string | undefined,
    from: number,
    to: number,
    limit: number,
  ): Promise<Result<readonly FillRow[], Fault>> {
    return this.read(() =>
      this.db
        .all(
          `SELECT * FROM fill WHERE mode = ? AND at BETWEEN ? AND ? AND (? IS NULL OR account = ?)
           ORDER BY at DESC, rowid DESC LIMIT ?`,
          mode,
          from,
          to,
          account ?? null,
          account ?? null,
          limit,
        )
        .map(fillFrom),
    );
  }

  /** Thins the equity curve before 90 days ago to the last and the lowest point of each hour. Fills stay. `now` in milliseconds. */
  thin(now: number): Promise<Result<number, Fault>> {
    const before = Math.floor((now - RAW_DAYS * DAY_MS) / HOUR_MS) * HOUR_MS;
    return this.write(() =>
      this.db.run(
        `DELETE FROM equity WHERE at < ?1 AND (mode, account, at) NOT IN (
           SELECT mode, account, max(at) FROM equity WHERE at < ?1 GROUP BY mode, account, at / ${HOUR_MS}
           UNION ALL
           SELECT mode, account, at FROM (
             SELECT mode, account, at, row_number() OVER (
               PARTITION BY mode, account, at / ${HOUR_MS} ORDER BY CAST(equity AS REAL), at) AS place
             FROM equity WHERE at < ?1) WHERE place = 1)`,
        before,
      ),
    );
  }

  close(): void {
    this.broken ??= {
      code: 'STORE_FAILED',
      message: 'history: it is closed',
      retryable: false,
      outcome: 'none',
    };
    this.db.close();
  }
}

const numberOrNull = (value: Row[string] | undefined): number | null =>
  typeof value === 'number' ? value : null;

const equityFrom = (row: Row): EquityPoint => ({
  account: String(row['account']),
  at: Number(row['at']),
  equity: String(row['equity']),
  unrealizedPnl: String(row['unrealized_pnl']),
  marginRatio: numberOrNull(row['margin_ratio']),
  valueAtRisk: numberOrNull(row['value_at_risk']),
  drawdown: numberOrNull(row['drawdown']),
});

const fillFrom = (row: Row): FillRow => ({
  account: String(row['account']),
  id: String(row['id']),
  symbol: String(row['symbol']),
  side: row['side'] === 'buy' ? 'buy' : 'sell',
  positionSide: row['position_side'] === 'long' ? 'long' : 'short',
  quantity: String(row['quantity']),
  price: String(row['price']),
  fee: String(row['fee']),
  realizedPnl: String(row['realized_pnl']),
  currency: String(row['currency']),
  at: Number(row['at']),
  ...(row['cause'] === null ? {} : { cause: String(row['cause']) }),
  clientOrderId: String(row['client_order_id']),
});
