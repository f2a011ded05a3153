// The venue's memory as text and back. What is read is checked whole before any of it is believed.
import { z } from 'zod';
import { Decimal } from '../../domain/decimal.ts';
import { Money } from '../../domain/money.ts';
import type { Fill } from '../../domain/order.ts';
import { positionKey } from '../../domain/position.ts';
import { Price } from '../../domain/price.ts';
import { Quantity } from '../../domain/quantity.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { PaperOrder } from './paper-orders.ts';
import type { VenueState } from './venue-state.ts';

const decimal = z
  .string()
  .max(64)
  .regex(/^-?\d+(\.\d+)?$/)
  .transform((text) => new Decimal(text));
const at = z.number().int().nonnegative();
const count = z.number().int().nonnegative();
const side = z.enum(['buy', 'sell']);
const positionSide = z.enum(['long', 'short']);
const marginMode = z.enum(['cross', 'isolated']);

const order = z.strictObject({
  id: z.string(),
  clientOrderId: z.string(),
  symbol: z.string(),
  side,
  positionSide,
  type: z.enum(['market', 'limit', 'stop-market']),
  timeInForce: z.enum(['gtc', 'ioc', 'fok', 'post-only']),
  reduceOnly: z.boolean(),
  limitPrice: decimal.optional(),
  stopPrice: decimal.optional(),
  createdAt: at,
  state: z.enum(['open', 'filled', 'cancelled', 'rejected', 'expired']),
  quantity: decimal,
  filled: decimal,
  spent: decimal,
  updatedAt: at,
});

const fill = z.strictObject({
  id: z.string(),
  orderId: z.string(),
  clientOrderId: z.string(),
  symbol: z.string(),
  side,
  positionSide,
  quantity: decimal,
  price: decimal,
  fee: decimal,
  realizedPnl: decimal,
  liquidity: z.enum(['maker', 'taker']),
  at,
  cause: z.enum(['liquidation', 'funding', 'foreign']).optional(),
});

const shape = z.strictObject({
  version: z.literal(1),
  account: z.string(),
  openedAt: at,
  advancedTo: at,
  calls: count,
  lastId: count,
  positionMode: z.enum(['one-way', 'hedge']),
  currency: z.string(),
  crossWallet: decimal,
  flows: z.strictObject({
    deposited: decimal,
    realized: decimal,
    fees: decimal,
    funding: decimal,
    insurance: decimal,
  }),
  holdings: z.array(
    z.strictObject({
      symbol: z.string(),
      side: positionSide,
      quantity: decimal,
      cost: decimal,
      marginMode,
      margin: decimal,
    }),
  ),
  settings: z.array(
    z.strictObject({ symbol: z.string(), leverage: z.number().int().min(1).max(125), marginMode }),
  ),
  orders: z.array(order),
  fills: z.array(fill),
});

/** What is told beside the venue's own state. */
export interface Progress {
  readonly account: string;
  readonly openedAt: number;
  readonly advancedTo: number;
  /** Calls so far; the seeded failures go on from here. */
  readonly calls: number;
}

export type StoredState = z.infer<typeof shape>;

/** Decimal, Price, Quantity and Money become plain text; everything else stays. */
const plainOrder = (item: PaperOrder): unknown => ({
  ...item,
  ...(item.limitPrice === undefined ? {} : { limitPrice: item.limitPrice.toFixed() }),
  ...(item.stopPrice === undefined ? {} : { stopPrice: item.stopPrice.toFixed() }),
  quantity: item.quantity.toFixed(),
  filled: item.filled.toFixed(),
  spent: item.spent.toFixed(),
});

/** The text of a list that only grows at its end, until it is cut and another list takes its place. */
class GrowingText<T extends object> {
  readonly #plain: (item: T) => unknown;
  #items: readonly T[] = [];
  #count = 0;
  #text = '';

  constructor(plain: (item: T) => unknown) {
    this.#plain = plain;
  }

  /** All items, with commas between them. What was written once is not written again. */
  of(items: readonly T[]): string {
    if (items !== this.#items || items.length < this.#count) {
      this.#items = items;
      this.#count = 0;
      this.#text = '';
    }
    for (; this.#count < items.length; this.#count += 1) {
      const text = JSON.stringify(this.#plain(items[this.#count]!));
      this.#text = this.#text === '' ? text : `${this.#text},${text}`;
    }
    return this.#text;
  }
}

/** Writes the state; keeps the text of finished orders and fills, which never change again. */
export class StateWriter {
  readonly #done = new GrowingText(plainOrder);
  readonly #fills = new GrowingText<Fill>((fill) => fill);

  write(state: VenueState, progress: Progress): string {
    const { book } = state;
    const head = {
      version: 1,
      ...progress,
      lastId: state.lastId,
      positionMode: book.positionMode,
      currency: state.currency,
      crossWallet: book.crossWallet.toFixed(),
      flows: Object.fromEntries(Object.entries(book.flows).map(([name, flow]) => [name, flow.toFixed()])),
      holdings: [...book.holdings.values()].map((each) => ({
        ...each,
        quantity: each.quantity.toFixed(),
        cost: each.cost.toFixed(),
        margin: each.margin.toFixed(),
      })),
      settings: [...book.settings].map(([symbol, setting]) => ({ symbol, ...setting })),
    };
    const done = this.#done.of(state.orders.done);
    const open = [...state.orders.open.values()].map((each) => JSON.stringify(plainOrder(each))).join(',');
    // Put together without copying: the long texts are what was written before.
    const orders = done === '' || open === '' ? done + open : `${done},${open}`;
    const lists = `"orders":[${orders}],"fills":[${this.#fills.of(state.fills.all())}]`;
    return `${JSON.stringify(head).slice(0, -1)},${lists}}`;
  }
}

/** The reason in words where the text is not a state of this version. */
export function readState(text: string): Result<StoredState, string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return failure(error instanceof Error ? error.message : 'not JSON');
  }
  const parsed = shape.safeParse(raw);
  if (parsed.success) return success(parsed.data);
  const issue = parsed.error.issues[0];
  return failure(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
}

/** Puts what was read into a fresh state. */
export function restore(state: VenueState, stored: StoredState): void {
  const { book } = state;
  state.lastId = stored.lastId;
  book.positionMode = stored.positionMode;
  book.crossWallet = stored.crossWallet;
  Object.assign(book.flows, stored.flows);
  for (const { symbol, ...setting } of stored.settings) book.settings.set(symbol, setting);
  for (const holding of stored.holdings)
    book.holdings.set(positionKey(holding.symbol, holding.side), holding);
  for (const { limitPrice, stopPrice, ...rest } of stored.orders) {
    state.orders.add({
      ...rest,
      ...(limitPrice === undefined ? {} : { limitPrice }),
      ...(stopPrice === undefined ? {} : { stopPrice }),
    });
  }
  for (const { cause, ...rest } of stored.fills) {
    const restored: Fill = {
      ...rest,
      quantity: Quantity.of(rest.quantity),
      price: Price.of(rest.price),
      fee: Money.of(rest.fee, stored.currency),
      realizedPnl: Money.of(rest.realizedPnl, stored.currency),
      ...(cause === undefined ? {} : { cause }),
    };
    state.fills.add(restored);
  }
}
