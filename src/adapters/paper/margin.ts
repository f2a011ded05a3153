// Margin arithmetic of the simulated venue, in Decimal: what positions need to be opened, what they need to live, and what is free.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Instrument, LeverageBracket } from '../../domain/instrument.ts';
import { type MarginMode, sign } from '../../domain/position.ts';
import type { Holding, PaperBook } from './paper-book.ts';

export type Instruments = ReadonlyMap<string, Instrument>;
/** Mark prices by symbol. */
export type Marks = ReadonlyMap<string, Decimal>;

/** The bracket that holds a notional; one on a border belongs to the upper bracket, one above the last cap to the last. */
export function bracketOf(brackets: readonly LeverageBracket[], notional: number): LeverageBracket {
  let found = brackets[0]!;
  for (const bracket of brackets) if (bracket.floor <= notional) found = bracket;
  return found;
}

/** `notional · rate − cum` of the bracket that holds the notional. */
export function maintenanceMargin(instrument: Instrument, notional: Decimal): Decimal {
  const bracket = bracketOf(instrument.brackets, notional.toNumber());
  return notional.times(bracket.maintenanceMarginRate).minus(bracket.cum);
}

export const unrealized = (holding: Holding, mark: Decimal): Decimal =>
  holding.quantity.times(mark).minus(holding.cost).times(sign(holding.side));

export interface MarginSums {
  readonly unrealized: Decimal;
  readonly initial: Decimal;
  readonly maintenance: Decimal;
}

/** Sums over the positions of one margin mode. A position without a mark is taken at its cost. */
export function marginSums(
  book: PaperBook,
  instruments: Instruments,
  marks: Marks,
  mode: MarginMode,
): MarginSums {
  let pnl = ZERO;
  let initial = ZERO;
  let maintenance = ZERO;
  for (const holding of book.holdings.values()) {
    if (holding.marginMode !== mode) continue;
    const mark = marks.get(holding.symbol);
    const notional = mark === undefined ? holding.cost : holding.quantity.times(mark);
    if (mark !== undefined) pnl = pnl.plus(unrealized(holding, mark));
    initial = initial.plus(notional.div(book.settingOf(holding.symbol).leverage));
    const instrument = instruments.get(holding.symbol);
    if (instrument !== undefined) maintenance = maintenance.plus(maintenanceMargin(instrument, notional));
  }
  return { unrealized: pnl, initial, maintenance };
}

/** Free money: cross wallet + cross profit − initial margins − what resting orders hold; never below zero. */
export function availableBalance(
  book: PaperBook,
  instruments: Instruments,
  marks: Marks,
  reserved: Decimal,
): Decimal {
  const sums = marginSums(book, instruments, marks, 'cross');
  const free = book.crossWallet.plus(sums.unrealized).minus(sums.initial).minus(reserved);
  return Decimal.max(ZERO, free);
}
