// A quick look, in float64, at whether any margin might have failed, so that the exact rule runs only when it is near.
import { sign } from '../../domain/position.ts';
import { bracketOf, type Instruments, type Marks } from './margin.ts';
import type { PaperBook } from './paper-book.ts';

interface Leg {
  readonly sign: 1 | -1;
  readonly quantity: number;
  readonly cost: number;
  readonly isolatedMargin: number | undefined;
  readonly brackets: Parameters<typeof bracketOf>[0];
  pnl: number;
  maintenance: number;
}

/** Room for float64 error, as a share of the sums that are compared. */
const CARE = 1e-9;

export class LiquidationWatch {
  readonly #book: PaperBook;
  readonly #instruments: Instruments;
  #legs: Map<string, Leg[]> | undefined;
  #equity = 0;
  #maintenance = 0;
  #size = 0;

  constructor(book: PaperBook, instruments: Instruments) {
    this.#book = book;
    this.#instruments = instruments;
  }

  /** Positions or money changed: the sums are made anew at the next look. */
  forget(): void {
    this.#legs = undefined;
  }

  /** False: with this price every position certainly keeps its margin. True: the exact rule has to decide. */
  mayFail(symbol: string, mark: number, marks: Marks): boolean {
    const legs = this.#legs ?? this.#build(marks);
    let isolatedFails = false;
    for (const leg of legs.get(symbol) ?? []) {
      const before = leg.pnl;
      const beforeMaintenance = leg.maintenance;
      revalue(leg, mark);
      if (leg.isolatedMargin !== undefined) {
        const room = CARE * (Math.abs(leg.cost) + leg.isolatedMargin);
        if (leg.isolatedMargin + leg.pnl <= leg.maintenance + room) isolatedFails = true;
      } else {
        this.#equity += leg.pnl - before;
        this.#maintenance += leg.maintenance - beforeMaintenance;
      }
    }
    if (isolatedFails) return true;
    return this.#maintenance > 0 && this.#equity <= this.#maintenance + CARE * this.#size;
  }

  #build(marks: Marks): Map<string, Leg[]> {
    const legs = new Map<string, Leg[]>();
    this.#equity = this.#book.crossWallet.toNumber();
    this.#maintenance = 0;
    this.#size = Math.abs(this.#equity) + 1;
    for (const holding of this.#book.holdings.values()) {
      const mark = marks.number(holding.symbol);
      const brackets = this.#instruments.get(holding.symbol)?.brackets;
      if (mark === undefined || brackets === undefined) continue;
      const isolated = holding.marginMode === 'isolated';
      const leg: Leg = {
        sign: sign(holding.side),
        quantity: holding.quantity.toNumber(),
        cost: holding.cost.toNumber(),
        isolatedMargin: isolated ? holding.margin.toNumber() : undefined,
        brackets,
        pnl: 0,
        maintenance: 0,
      };
      revalue(leg, mark);
      this.#size += leg.cost + leg.quantity * mark;
      if (!isolated) {
        this.#equity += leg.pnl;
        this.#maintenance += leg.maintenance;
      }
      const others = legs.get(holding.symbol);
      if (others === undefined) legs.set(holding.symbol, [leg]);
      else others.push(leg);
    }
    this.#legs = legs;
    return legs;
  }
}

function revalue(leg: Leg, mark: number): void {
  const notional = leg.quantity * mark;
  const bracket = bracketOf(leg.brackets, notional);
  leg.pnl = leg.sign * (notional - leg.cost);
  leg.maintenance = notional * bracket.maintenanceMarginRate - bracket.cum;
}
