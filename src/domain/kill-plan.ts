// What the kill switch does with an order or a position, as plain decisions without anything clever behind them.
// It computes with the amounts it is handed and imports no values, so that it works when everything else is broken.
import type { Decimal } from './decimal.ts';
import type { KillScope } from './kill-switch.ts';
import type { Order } from './order.ts';
import type { PositionSide } from './position.ts';

/** Symbols and accounts of a scope that grew by a second pull stand in one text, parted by commas. */
const names = (text: string): readonly string[] => text.split(',');

export function inScope(scope: KillScope, account: string, symbol?: string): boolean {
  switch (scope.kind) {
    case 'all':
      return true;
    case 'account':
      return names(scope.account).includes(account);
    case 'symbol':
      return symbol === undefined || names(scope.symbol).includes(symbol);
    default:
      return scope satisfies never;
  }
}

/** The scope that holds both: a second pull never takes the first one back. Unlike scopes together are everything. */
export function joinScopes(a: KillScope, b: KillScope): KillScope {
  if (a.kind === 'account' && b.kind === 'account') {
    return { kind: 'account', account: joined(a.account, b.account) };
  }
  if (a.kind === 'symbol' && b.kind === 'symbol')
    return { kind: 'symbol', symbol: joined(a.symbol, b.symbol) };
  return { kind: 'all' };
}

const joined = (a: string, b: string): string => [...new Set([...names(a), ...names(b)])].sort().join(',');

export const scopeText = (scope: KillScope): string =>
  scope.kind === 'all' ? 'all' : scope.kind === 'account' ? `account ${scope.account}` : scope.symbol;

/** Can only make a position smaller. In hedge mode the side tells, since orders carry no reduce-only mark there. */
const onlyCloses = (order: Order, isHedge: boolean): boolean =>
  order.reduceOnly || (isHedge && order.side === (order.positionSide === 'long' ? 'sell' : 'buy'));

/** A stop that can only close: it stays until the position is gone. */
export const isProtective = (order: Order, isHedge: boolean): boolean =>
  order.type === 'stop-market' && onlyCloses(order, isHedge);

/** Could open a position or make one larger; cancelled before everything else. */
export const addsRisk = (order: Order, isHedge: boolean): boolean => !onlyCloses(order, isHedge);

/**
 * Pieces of at most the venue's largest market order, floored to the step; what is left below a step is dust.
 * Without known limits the whole is tried as one.
 */
export function pieces(quantity: Decimal, step?: Decimal, largest?: Decimal): Decimal[] {
  const floored = step === undefined ? quantity : quantity.div(step).trunc().times(step);
  if (floored.lte(0)) return [];
  const most = largest === undefined || step === undefined ? floored : largest.div(step).trunc().times(step);
  const list: Decimal[] = [];
  let left = floored;
  while (most.gt(0) && left.gt(most) && list.length < 1_000) {
    list.push(most);
    left = left.minus(most);
  }
  list.push(left);
  return list;
}

/**
 * At most 36 characters of [A-Za-z0-9_-]: epoch, symbol (ten characters and a fingerprint), side, leg, and the attempt
 * as run and try. `run` is the latch's version when the run began, so that a run after a restart has new names.
 */
export function killOrderId(
  epoch: number,
  symbol: string,
  side: PositionSide,
  leg: number,
  run: number,
  attempt: number,
): string {
  const base36 = (value: number, digits: number): string => value.toString(36).slice(-digits);
  const clean = symbol.replace(/[^A-Za-z0-9]/g, '').slice(0, 10);
  const mark = side === 'long' ? 'L' : 'S';
  return `${killPrefix(epoch)}${clean}${fingerprint(symbol)}${mark}-${base36(leg, 2)}-${base36(run, 4)}_${base36(attempt, 3)}`;
}

/** Every order of one pull begins with it. */
export const killPrefix = (epoch: number): string => `k${epoch.toString(36).slice(-4)}-`;

/** Five characters that differ for symbols whose letters are cut off or not Latin (FNV-1a). */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(36).padStart(5, '0').slice(-5);
}

const QUICK_TRIES = 5;
const QUICK_MS = 1_000;
const SLOW_MS = 15_000;

/** How long a symbol waits after its nth failed try: five quick ones, then every 15 s for as long as it is latched. */
export const retryAfter = (tries: number): number => (tries < QUICK_TRIES ? QUICK_MS : SLOW_MS);
