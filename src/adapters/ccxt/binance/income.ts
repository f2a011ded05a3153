// What went into and out of the account since a moment: which symbols were traded, what funding was paid, and what the venue took for
// closing a position by itself.
import { z } from 'zod';
import { ZERO } from '../../../domain/decimal.ts';
import type { Fault } from '../../../domain/fault.ts';
import { Money } from '../../../domain/money.ts';
import type { Fill } from '../../../domain/order.ts';
import { Price } from '../../../domain/price.ts';
import { Quantity } from '../../../domain/quantity.ts';
import { type Result, success } from '../../../domain/result.ts';
import { CURRENCY } from './account.ts';
import type { BinanceLine } from './line.ts';
import { decimal, id, shortText, time } from './values.ts';

const incomes = z.array(
  z.object({
    symbol: shortText,
    incomeType: shortText,
    income: decimal,
    asset: shortText,
    time,
    tranId: id,
  }),
);
export type IncomeRow = z.output<typeof incomes>[number];

/** A request covers a week at most, and a page of rows. */
const WEEK_MS = 7 * 86_400_000;
const PAGE = 1_000;
const MOST_PAGES = 20;

export interface Income {
  readonly rows: readonly IncomeRow[];
  /** Everything up to here was read; the rest has to be asked for another time. */
  readonly until: number;
}

/** Week by week and page by page from `from` to `to`, in venue time. */
export async function readIncome(
  line: BinanceLine,
  from: number,
  to: number,
  urgent: boolean,
): Promise<Result<Income, Fault>> {
  const rows = new Map<string, IncomeRow>();
  let pages = 0;
  for (let startTime = from; startTime <= to; startTime += WEEK_MS) {
    const endTime = startTime + WEEK_MS - 1;
    for (let page = 1; ; page += 1) {
      const parameters = { startTime, endTime, page, limit: PAGE };
      const read = await line.read('fapiPrivateGetIncome', parameters, incomes, urgent);
      if (!read.ok) return read;
      for (const row of read.value) rows.set(nameOf(row), row);
      pages += 1;
      if (read.value.length < PAGE) break;
      const last = Math.max(...read.value.map((row) => row.time));
      // What happened in the last millisecond may go on behind the page.
      if (pages >= MOST_PAGES) return success({ rows: [...rows.values()], until: last - 1 });
    }
  }
  return success({ rows: [...rows.values()], until: to });
}

/** Ids are unique within a kind; one fill of a flip may realise and charge under one id. */
const nameOf = ({ incomeType, tranId, symbol, asset }: IncomeRow): string =>
  `${incomeType} ${tranId} ${symbol} ${asset}`;

/** Funding, and the fee of a liquidation, as the fills that they are not: no quantity, only money. */
export function moneyFill(row: IncomeRow): Fill | undefined {
  switch (row.incomeType) {
    case 'FUNDING_FEE':
      return {
        ...blank(row, 'funding'),
        realizedPnl: Money.of(row.income, CURRENCY),
        cause: 'funding',
      };
    case 'INSURANCE_CLEAR':
      return {
        ...blank(row, 'clearance'),
        fee: Money.of(row.income.negated(), CURRENCY),
        cause: 'liquidation',
      };
    default:
      return undefined;
  }
}

const blank = (row: IncomeRow, kind: string): Fill => ({
  id: `${kind}-${row.tranId}-${row.symbol}`,
  orderId: '',
  clientOrderId: '',
  symbol: row.symbol,
  side: 'sell',
  positionSide: 'long',
  quantity: Quantity.zero,
  price: Price.parse('1'),
  fee: Money.of(ZERO, CURRENCY),
  realizedPnl: Money.of(ZERO, CURRENCY),
  liquidity: 'taker',
  at: row.time,
});
