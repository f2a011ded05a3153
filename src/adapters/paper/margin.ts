// Margin arithmetic of the simulated venue, in Decimal: what positions need to be opened, what they need to live, and what is free.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { Instrument, LeverageBracket } from '../../domain/instrument.ts';
import { sign } from '../../domain/position.ts';
import type { Holding, PaperBook } from './paper-book.ts';

export type Instruments = ReadonlyMap<string, Instrument>;

/** Mark prices by symbol. A price becomes a Decimal when somebody reckons with it: most prices pass unused. */
export class Marks {
  readonly #prices = new Map<string, number>();
  readonly #exact = new Map<string, Decimal>();

  set(symbol: string, price: number): void {
    if (this.#prices.get(symbol) === price) return;
    this.#prices.set(symbol, price);
    this.#exact.delete(symbol);
  }

  number(symbol: string): number | undefined {
    return this.#prices.get(symbol);
  }

  get(symbol: string): Decimal | undefined {
    const known = this.#exact.get(symbol);
    if (known !== undefined) return known;
    const price = this.#prices.get(symbol);
    if (price === undefined) return undefined;
    const exact = new Decimal(price);
    this.#exact.set(symbol, exact);
    return exact;
  }
}

/** The bracket that holds a notional; one on a border belongs to the upper bracket, one above the last cap to the last. */
export function bracketOf(brackets: readonly LeverageBracket[], notional: number): LeverageBracket {
  let found = brackets[0]!;
  for (const bracket of brackets) if (bracket.floor <= notional) found = bracket;
  return found;
}

/** Maintenance margins of all instruments, with the brackets' figures as Decimals made once. */
export class MaintenanceTables {
  readonly #instruments: Instruments;
  readonly #figures = new Map<LeverageBracket, { readonly rate: Decimal; readonly cum: Decimal }>();

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** `notional · rate − cum` of the bracket that holds the notional; zero for a symbol that is not listed. */
  margin(symbol: string, notional: Decimal): Decimal {
    const brackets = this.#instruments.get(symbol)?.brackets;
    if (brackets === undefined) return ZERO;
    const bracket = bracketOf(brackets, notional.toNumber());
    let figures = this.#figures.get(bracket);
    if (figures === undefined) {
      figures = { rate: new Decimal(bracket.maintenanceMarginRate), cum: new Decimal(bracket.cum) };
      this.#figures.set(bracket, figures);
    }
    return notional.times(figures.rate).minus(figures.cum);
  }
}

export const unrealized = (holding: Holding, mark: Decimal): Decimal =>
  holding.quantity.times(mark).minus(holding.cost).times(sign(holding.side));

export interface MarginSums {
  /** Unrealised profit of cross positions, and of isolated ones. */
  readonly crossProfit: Decimal;
  readonly isolatedProfit: Decimal;
  /** Initial and maintenance margin of cross positions; an isolated position has its own money. */
  readonly initial: Decimal;
  readonly maintenance: Decimal;
}

/** One pass over the positions. One without a mark is taken at its cost. */
export function marginSums(book: PaperBook, tables: MaintenanceTables, marks: Marks): MarginSums {
  let crossProfit = ZERO;
  let isolatedProfit = ZERO;
  let maintenance = ZERO;
  const byLeverage = new Map<number, Decimal>();
  for (const holding of book.holdings.values()) {
    const mark = marks.get(holding.symbol);
    const notional = mark === undefined ? holding.cost : holding.quantity.times(mark);
    const profit = notional.minus(holding.cost).times(sign(holding.side));
    if (holding.marginMode === 'isolated') {
      isolatedProfit = isolatedProfit.plus(profit);
      continue;
    }
    crossProfit = crossProfit.plus(profit);
    const { leverage } = book.settingOf(holding.symbol);
    byLeverage.set(leverage, (byLeverage.get(leverage) ?? ZERO).plus(notional));
    maintenance = maintenance.plus(tables.margin(holding.symbol, notional));
  }
  let initial = ZERO;
  for (const [leverage, notional] of byLeverage) initial = initial.plus(notional.div(leverage));
  return { crossProfit, isolatedProfit, initial, maintenance };
}

/** Free money: cross wallet + cross profit − initial margins − what resting orders hold; never below zero. */
export function availableBalance(book: PaperBook, sums: MarginSums, reserved: Decimal): Decimal {
  return Decimal.max(ZERO, book.crossWallet.plus(sums.crossProfit).minus(sums.initial).minus(reserved));
}
