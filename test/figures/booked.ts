// Books what the adapter tells of an account: wallets by coin as the venue keeps them, positions by the product's own tracker.
import { Decimal, ZERO } from '../../src/domain/decimal.ts';
import type { Fill } from '../../src/domain/order.ts';
import { applyFill, flat, type TrackedPosition } from '../../src/risk/microstructure/position-track.ts';

export class Booked {
  /** By coin; deposits are put in by the test. */
  readonly wallets = new Map<string, Decimal>();
  /** By symbol, and by side as well in hedge mode. With commission in the averages, and without. */
  readonly positions = new Map<string, TrackedPosition>();
  readonly bare = new Map<string, TrackedPosition>();
  readonly seen = new Set<string>();
  twice = 0;
  readonly #hedge: boolean;

  constructor(hedge: boolean, deposits: Readonly<Record<string, string>>) {
    this.#hedge = hedge;
    for (const [coin, amount] of Object.entries(deposits)) this.#add(coin, new Decimal(amount));
  }

  book(fills: readonly Fill[]): void {
    for (const fill of fills) this.#bookOne(fill);
  }

  #bookOne(fill: Fill): void {
    if (this.seen.has(fill.id)) {
      this.twice += 1;
      return;
    }
    this.seen.add(fill.id);
    const quote = fill.symbol.endsWith('USDC') ? 'USDC' : 'USDT';
    const paid = fill.feePaid ?? fill.fee;
    this.#add(quote, fill.realizedPnl.value);
    this.#add(paid.currency, paid.value.negated());
    if (fill.quantity.value.isZero()) return;
    const key = this.#hedge ? `${fill.symbol}:${fill.positionSide}` : fill.symbol;
    const { symbol, side } = fill;
    const traded = { symbol, side, quantity: fill.quantity.value, price: fill.price.value };
    const before = this.positions.get(key) ?? flat(symbol);
    this.positions.set(key, applyFill(before, { ...traded, fee: fill.fee.value }));
    this.bare.set(key, applyFill(this.bare.get(key) ?? flat(symbol), traded));
  }

  #add(coin: string, amount: Decimal): void {
    this.wallets.set(coin, (this.wallets.get(coin) ?? ZERO).plus(amount));
  }

  wallet(coin: string): string {
    return (this.wallets.get(coin) ?? ZERO).toFixed(8);
  }

  /** Signed quantity and entry price (to eight decimals) of what is held. */
  get held(): Record<string, string> {
    const rows = [...this.bare].flatMap(([key, { quantity, cost }]) =>
      quantity.isZero() ? [] : [[key, `${quantity} at ${cost.div(quantity).toFixed(8)}`]],
    );
    return Object.fromEntries(rows.sort());
  }

  /** What trading brought by the tracker's own sums, before fees. */
  get realized(): Decimal {
    return [...this.bare.values()].reduce((sum, each) => sum.plus(each.realizedPnl), ZERO);
  }
}
