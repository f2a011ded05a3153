// The words after /whatif as the change that they mean: a trade, a close, another leverage, money in or out.
import type { z } from 'zod';
import { percentArg, symbolArg } from './arguments.ts';

/** Symbols as they were typed. */
export type AskedChange =
  | {
      readonly kind: 'order';
      readonly side: 'long' | 'short';
      readonly symbol: string;
      readonly notional: string;
      readonly leverage?: number;
    }
  | { readonly kind: 'close'; readonly symbol: string; readonly share: number }
  | { readonly kind: 'leverage'; readonly symbol: string; readonly leverage: number }
  | { readonly kind: 'transfer'; readonly amount: string };

interface Typed {
  readonly side: string;
  readonly symbol: string;
  readonly notional?: string | undefined;
  readonly leverage?: string | undefined;
}

const SIDES = { long: 'long', buy: 'long', short: 'short', sell: 'short' } as const;
const AMOUNT = /^\d{1,12}(\.\d{1,8})?$/;
const LEVERAGE = /^(?:x?(\d{1,9}(?:\.\d)?)|(\d{1,9}(?:\.\d)?)x)$/i;
const HIGHEST_LEVERAGE = 125;
const LEVERAGE_RANGE = `range 1 ${HIGHEST_LEVERAGE}`;

/** Adds an issue under the argument that is wrong or missing. */
export function readWhatIf(typed: Typed, context: z.RefinementCtx): AskedChange {
  const wrong = (argument: keyof Typed, why = ''): never => {
    context.addIssue({ code: 'custom', path: [argument], message: why });
    return undefined as never;
  };
  const { side, symbol, notional, leverage } = typed;
  const word = side.toLowerCase();
  if (word === 'deposit' || word === 'withdraw') {
    if (notional !== undefined) return wrong('notional', 'extra');
    const amount = amountOf(symbol);
    if (amount === undefined) return wrong('symbol');
    return { kind: 'transfer', amount: word === 'deposit' ? amount : `-${amount}` };
  }
  if (!symbolArg.safeParse(symbol).success) return wrong('symbol');
  if (word === 'close') {
    const percent = percentArg.safeParse(notional ?? '100');
    if (leverage !== undefined) return wrong('leverage', 'extra');
    return percent.success
      ? { kind: 'close', symbol, share: percent.data / 100 }
      : wrong('notional', percent.error.issues[0]?.message);
  }
  if (word === 'leverage' || word === 'lev') {
    if (notional === undefined) return wrong('leverage', 'missing');
    const times = leverageOf(notional);
    return times === undefined
      ? wrong('notional', whyLeverage(notional))
      : { kind: 'leverage', symbol, leverage: times };
  }
  const direction = Object.hasOwn(SIDES, word) ? SIDES[word as keyof typeof SIDES] : undefined;
  if (direction === undefined) return wrong('side');
  if (notional === undefined) return wrong('notional', 'missing');
  const worth = amountOf(notional);
  if (worth === undefined) return wrong('notional');
  const times = leverage === undefined ? undefined : leverageOf(leverage);
  if (leverage !== undefined && times === undefined) return wrong('leverage', whyLeverage(leverage));
  return {
    kind: 'order',
    side: direction,
    symbol,
    notional: worth,
    ...(times === undefined ? {} : { leverage: times }),
  };
}

/** Above zero; `5k` is 5,000. */
function amountOf(text: string): string | undefined {
  const thousands = /^(\d{1,9})k$/i.exec(text)?.[1];
  const plain = thousands === undefined ? text : `${thousands}000`;
  return AMOUNT.test(plain) && Number(plain) > 0 ? plain : undefined;
}

const whyLeverage = (text: string): string => (LEVERAGE.test(text) ? LEVERAGE_RANGE : '');

function leverageOf(text: string): number | undefined {
  const match = LEVERAGE.exec(text);
  const times = Number(match?.[1] ?? match?.[2] ?? Number.NaN);
  return times >= 1 && times <= HIGHEST_LEVERAGE ? times : undefined;
}
