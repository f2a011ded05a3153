// Which position a person means: one account, one side, or the refusal that says what there is to choose from.
import { type Position, type PositionSide, positionKey } from '../../domain/position.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { Declined } from '../../ports/desk.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { standstill } from '../state/desk-state.ts';
import { takeSnapshot } from './take-snapshot.ts';

export interface AskedPosition {
  readonly account: DeskAccount;
  readonly snapshot: AccountSnapshot;
  readonly position: Position;
}

export const refused = (...refusals: Refusal[]): { readonly ok: false; readonly error: Declined } =>
  failure<Declined>({ kind: 'refused', refusals });

/** The accounts that were named, or all of them. */
export function askedAccounts(
  context: DeskContext,
  name: string | undefined,
): Result<readonly DeskAccount[], Declined> {
  if (name === undefined) return success(context.accounts);
  const account = context.accounts.find((each) => each.name === name);
  const known = context.accounts.map((each) => each.name);
  return account === undefined
    ? refused({ code: 'ACCOUNT_UNKNOWN', account: name, known })
    : success([account]);
}

/**
 * A fresh, complete picture of one account for something that a person asked for. Refused while nothing may be sent;
 * a failed read is the fault itself, a partial or old picture a refusal with its reason.
 */
export async function freshPicture(
  context: DeskContext,
  account: DeskAccount,
): Promise<Result<AccountSnapshot, Declined>> {
  const { memory, settings, ports } = context;
  const standing = standstill(context, account.name);
  if (standing.length > 0) return refused(...standing);
  if (memory.storeFault !== undefined) return refused({ code: 'STORE_UNAVAILABLE', why: memory.storeFault });
  const taken = await takeSnapshot(context, account);
  if (!taken.ok) return failure({ kind: 'fault', fault: taken.error });
  const snapshot = taken.value;
  if (!snapshot.complete) {
    return refused({ code: 'INCOMPLETE_DATA', why: snapshot.incompleteBecause ?? 'a read failed' });
  }
  const ageMs = ports.clock.now() - snapshot.pricesAt;
  const limitMs = settings.limits.reducingMaxAgeMs;
  return ageMs > limitMs ? refused({ code: 'STALE_DATA', ageMs, limitMs }) : success(snapshot);
}

/** The one open position of a symbol. Several accounts or both sides of a hedge need a closer word. */
export async function askedPosition(
  context: DeskContext,
  asked: { readonly account?: string; readonly symbol: string; readonly side?: PositionSide },
): Promise<Result<AskedPosition, Declined>> {
  const accounts = askedAccounts(context, asked.account);
  if (!accounts.ok) return accounts;
  const found: AskedPosition[] = [];
  const open = new Set<string>();
  let declined: Result<AskedPosition, Declined> | undefined;
  for (const account of accounts.value) {
    const picture = await freshPicture(context, account);
    if (!picture.ok) {
      declined ??= picture;
      continue;
    }
    for (const position of picture.value.positions) {
      open.add(position.symbol);
      if (position.symbol !== asked.symbol) continue;
      if (asked.side !== undefined && position.side !== asked.side) continue;
      found.push({ account, snapshot: picture.value, position });
    }
  }
  const [only, ...others] = found;
  if (only === undefined) {
    return declined ?? refused({ code: 'NO_POSITION', symbol: asked.symbol, open: [...open] });
  }
  if (others.length === 0) return success(only);
  const candidates = found.map(
    ({ account, position }) => `${account.name} ${positionKey(position.symbol, position.side)}`,
  );
  return refused({ code: 'SYMBOL_AMBIGUOUS', symbol: asked.symbol, candidates });
}
