// Which position or instrument a person means by `btc`, `BTCUSDT` or `BTC/USDT:USDT`. Never a guess: unclear ones are asked back.
import { closestMatch } from 'leven';
import type { PositionSide } from '../../domain/position.ts';
import type { DeskView } from '../../ports/desk.ts';

export interface NamedPosition {
  readonly account: string;
  readonly symbol: string;
  readonly base: string;
  readonly side: PositionSide;
}

export interface NamedInstrument {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
}

export type Resolved<T> =
  | { readonly kind: 'found'; readonly value: T }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly T[] }
  | { readonly kind: 'none'; readonly nearest?: string };

/** Prefixes under which venues list cheap coins by the thousand. */
const MULTIPLIERS = ['1000000', '10000', '1000', '1M'];

/** The open positions of the desk, of one account where it is named. */
export function openPositions(view: DeskView, account?: string): NamedPosition[] {
  return view.accounts
    .filter((each) => account === undefined || each.name === account)
    .flatMap((each) =>
      (each.snapshot?.positions ?? []).map((position) => ({
        account: each.name,
        symbol: position.symbol,
        base: baseOf(position.symbol, view),
        side: position.side,
      })),
    );
}

export function instruments(view: DeskView): NamedInstrument[] {
  const bySymbol = new Map<string, NamedInstrument>();
  for (const account of view.accounts) {
    for (const each of account.snapshot?.instruments.values() ?? []) bySymbol.set(each.symbol, each);
  }
  return [...bySymbol.values()];
}

/** What people call the symbol: `BTC` for `BTCUSDT`. */
export function baseOf(symbol: string, view: DeskView): string {
  for (const account of view.accounts) {
    const known = account.snapshot?.instruments.get(symbol)?.base;
    if (known !== undefined) return known;
  }
  return shortSymbol(symbol);
}

/** The symbol without its quote, where the instrument itself is not at hand. */
export const shortSymbol = (symbol: string): string =>
  symbol.replace(/(USDT|USDC|FDUSD|BUSD|USD)$/, '') || symbol;

/** The open position that is meant; `text` may end in `:long` or `:short`. */
export function resolvePosition(text: string, view: DeskView, account?: string): Resolved<NamedPosition> {
  const open = openPositions(view, account);
  const { name, side } = splitSide(text);
  const matching = bestMatches(name, open).filter((each) => side === undefined || each.side === side);
  return pick(matching, name, open);
}

/** The listed instrument that is meant. */
export function resolveInstrument(text: string, view: DeskView): Resolved<NamedInstrument> {
  const all = instruments(view);
  const { name } = splitSide(text);
  return pick(bestMatches(name, all), name, all);
}

function pick<T extends { readonly base: string }>(
  matching: readonly T[],
  name: string,
  all: readonly T[],
): Resolved<T> {
  const [first, second] = matching;
  if (first !== undefined && second === undefined) return { kind: 'found', value: first };
  if (first !== undefined) return { kind: 'ambiguous', candidates: matching };
  const nearest = closestMatch(
    name,
    all.map((each) => each.base),
    { maxDistance: name.length <= 3 ? 1 : 2 },
  );
  return nearest === undefined ? { kind: 'none' } : { kind: 'none', nearest };
}

function splitSide(text: string): { name: string; side?: PositionSide } {
  const match = /^(.*):(long|short)$/i.exec(text);
  const name = (match?.[1] ?? text).toUpperCase();
  const side = match?.[2]?.toLowerCase();
  return side === 'long' || side === 'short' ? { name, side } : { name };
}

/** Exact symbol first, then base (with or without the venue's multiplier), then base and quote. */
function bestMatches<T extends { readonly symbol: string; readonly base: string }>(
  name: string,
  all: readonly T[],
): T[] {
  const exact = all.filter((each) => each.symbol.toUpperCase() === name);
  if (exact.length > 0) return exact;
  const bare = bareName(name);
  const joined = all.filter((each) => each.symbol.toUpperCase() === bare.symbol);
  if (joined.length > 0) return joined;
  if (bare.quote !== undefined)
    return all.filter((each) => fits(each, bare.base) && each.symbol.endsWith(bare.quote!));
  return all.filter((each) => fits(each, bare.base));
}

function fits(each: { readonly base: string }, base: string): boolean {
  const listed = each.base.toUpperCase();
  return listed === base || MULTIPLIERS.some((prefix) => listed === `${prefix}${base}`);
}

/** `BTC/USDT:USDT`, `BTC-USDT` and `BTCUSDT` in one form. */
function bareName(name: string): { symbol: string; base: string; quote?: string } {
  const [base = '', quote] = name.split(/[/:-]/);
  return quote === undefined ? { symbol: name, base: name } : { symbol: `${base}${quote}`, base, quote };
}
