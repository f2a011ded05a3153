// From "this much off that position" to exact orders: rounded to the venue's step, split at its largest order, priced from the book.
import { ceilToStep, type Decimal, floorToStep } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type Position, type PositionSide, reducingSide } from '../../domain/position.ts';
import type { PlannedLeg } from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { OrderBook } from '../../ports/exchange.ts';
import type { DeskAccount } from '../state/context.ts';
import { slippageOf } from './cost-estimate.ts';

export interface WantedCut {
  readonly symbol: string;
  readonly side: PositionSide;
  /** Base units before rounding. */
  readonly quantity: Decimal;
  /** `down`: never more than was said. `up`: at least this much, for the smallest cut that must do its work. */
  readonly rounding: 'down' | 'up';
}

/** `slippageCap` stands in where the book cannot be read or is too thin: the most that an execution would accept. */
export async function planLegs(
  account: DeskAccount,
  snapshot: AccountSnapshot,
  wanted: readonly WantedCut[],
  slippageCap: number,
): Promise<Result<readonly PlannedLeg[], readonly Refusal[]>> {
  const refusals: Refusal[] = [];
  const sized: { position: Position; instrument: Instrument; quantity: Decimal; reference: Decimal }[] = [];
  for (const cut of wanted) {
    const answer = sizeOf(snapshot, cut);
    if (answer.ok) sized.push(answer.value);
    else refusals.push(answer.error);
  }
  if (refusals.length > 0) return failure(refusals);
  const books = await booksOf(
    account,
    sized.map(({ position }) => position.symbol),
  );
  return success(
    sized.flatMap(({ position, instrument, quantity, reference }) => {
      const side = reducingSide(position.side);
      const book = books.get(position.symbol);
      const slippage =
        book === undefined ? undefined : slippageOf(book, side, quantity.toNumber(), reference.toNumber());
      let before = position.quantity.value;
      return split(quantity, instrument).map((piece): PlannedLeg => {
        const after = before.minus(piece);
        const leg: PlannedLeg = {
          symbol: position.symbol,
          positionSide: position.side,
          side,
          type: 'market',
          quantity: piece.toFixed(),
          positionBefore: before.toFixed(),
          targetAfter: after.toFixed(),
          marginMode: position.marginMode,
          referencePrice: reference.toFixed(),
          slippage: slippage ?? slippageCap,
          feeRate: instrument.takerFeeRate.toNumber(),
        };
        before = after;
        return leg;
      });
    }),
  );
}

function sizeOf(snapshot: AccountSnapshot, { symbol, side, quantity: wanted, rounding }: WantedCut) {
  const position = snapshot.positions.find((each) => each.symbol === symbol && each.side === side);
  if (position === undefined) return failure<Refusal>({ code: 'POSITION_GONE', symbol });
  const instrument = snapshot.instruments.get(symbol);
  if (instrument === undefined) {
    return failure<Refusal>({
      code: 'INSTRUMENT_UNKNOWN',
      symbol,
      known: [...snapshot.instruments.keys()].slice(0, 10),
    });
  }
  const reference = snapshot.marks.get(symbol)?.value;
  if (reference === undefined) return failure<Refusal>({ code: 'UNKNOWN_PRICE', symbol });
  if (instrument.halted === true) return failure<Refusal>({ code: 'SYMBOL_HALTED', symbol });
  const held = position.quantity.value;
  const rounded = (rounding === 'up' ? ceilToStep : floorToStep)(wanted, instrument.quantityStep);
  const quantity = rounded.gt(held) ? held : wanted.gte(held) ? held : rounded;
  const closesAll = quantity.eq(held);
  if (quantity.lte(0) || (!closesAll && quantity.lt(instrument.minQuantity))) {
    return failure<Refusal>({
      code: 'QUANTITY_TOO_SMALL',
      symbol,
      quantity: quantity.toFixed(),
      minimum: instrument.minQuantity.toFixed(),
    });
  }
  const worth = quantity.times(reference);
  if (!closesAll && worth.lt(instrument.minNotional)) {
    return failure<Refusal>({
      code: 'NOTIONAL_TOO_SMALL',
      symbol,
      notional: worth.toFixed(2),
      minimum: instrument.minNotional.toFixed(),
    });
  }
  return success({ position, instrument, quantity, reference });
}

/** Pieces of at most the venue's largest market order; the last one is what is left. */
function split(quantity: Decimal, { maxMarketQuantity, quantityStep, minQuantity }: Instrument): Decimal[] {
  const largest = floorToStep(maxMarketQuantity, quantityStep);
  if (largest.lte(0) || quantity.lte(largest)) return [quantity];
  const pieces: Decimal[] = [];
  let left = quantity;
  while (left.gt(largest)) {
    // The last piece must not fall under the venue's smallest order.
    const rest = left.minus(largest);
    const piece = rest.lt(minQuantity) ? floorToStep(left.div(2), quantityStep) : largest;
    pieces.push(piece);
    left = left.minus(piece);
  }
  pieces.push(left);
  return pieces;
}

async function booksOf(
  account: DeskAccount,
  symbols: readonly string[],
): Promise<ReadonlyMap<string, OrderBook>> {
  const books = new Map<string, OrderBook>();
  await Promise.all(
    [...new Set(symbols)].map(async (symbol) => {
      const read = await account.exchange.orderBook(symbol);
      if (read.ok) books.set(symbol, read.value);
    }),
  );
  return books;
}
