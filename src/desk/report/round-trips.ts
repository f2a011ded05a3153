// What fills came to: realised result, fees, funding, and how many closing trades were won. Exact decimals throughout.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { FillRow } from '../../ports/history.ts';

export interface TradeFigures {
  readonly realizedPnl: Decimal;
  readonly fees: Decimal;
  readonly funding: Decimal;
  /** Orders that closed (part of) a position, its fills added up. */
  readonly trades: number;
  readonly won: number;
  /** Sum won over sum lost, fees included; null while nothing was lost. */
  readonly profitFactor: number | null;
}

export function tradeFigures(fills: readonly FillRow[]): TradeFigures {
  let [realizedPnl, fees, funding] = [ZERO, ZERO, ZERO];
  const closed = new Map<string, Decimal>();
  for (const fill of fills) {
    const pnl = new Decimal(fill.realizedPnl);
    if (fill.cause === 'funding') {
      funding = funding.plus(pnl);
      continue;
    }
    const fee = new Decimal(fill.fee);
    realizedPnl = realizedPnl.plus(pnl);
    fees = fees.plus(fee);
    if (pnl.isZero()) continue;
    const order = `${fill.account}/${fill.clientOrderId === '' ? fill.id : fill.clientOrderId}`;
    closed.set(order, (closed.get(order) ?? ZERO).plus(pnl).minus(fee));
  }
  let [gained, lost] = [ZERO, ZERO];
  let won = 0;
  for (const result of closed.values()) {
    if (result.gt(0)) {
      won += 1;
      gained = gained.plus(result);
    } else lost = lost.minus(result);
  }
  return {
    realizedPnl,
    fees,
    funding,
    trades: closed.size,
    won,
    profitFactor: lost.gt(0) ? gained.div(lost).toNumber() : null,
  };
}
