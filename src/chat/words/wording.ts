// What every wording needs: the reader's speech, and the desk's picture for what the event itself does not carry.
import { Decimal } from '../../domain/decimal.ts';
import type { DeskView } from '../../ports/desk.ts';
import type { Speech } from '../core/speech.ts';
import type { Figures } from '../figures/format.ts';
import { baseOf, shortSymbol } from '../reading/symbol-resolver.ts';

export interface Wording extends Speech {
  /** The picture at the moment of wording, where there is one. */
  readonly view?: DeskView;
  /** The escalation list, for "next is Kim". */
  readonly contacts?: readonly string[];
}

/** `BTC` for `BTCUSDT` or for the position key `BTCUSDT:long`. */
export function shortName(symbolOrKey: string, view?: DeskView): string {
  const symbol = symbolOrKey.replace(/:(long|short)$/, '');
  return view === undefined ? shortSymbol(symbol) : baseOf(symbol, view);
}

/** The account's name where the desk has several, else nothing. */
export function accountLabel(account: string, view?: DeskView): string | undefined {
  return (view?.accounts.length ?? 1) > 1 ? account : undefined;
}

/** A size with as many decimals as the symbol trades in: `0.500`, never `0.5` beside `0.250`. */
export function sizeFigure(
  symbol: string,
  quantity: string,
  { format, view }: Pick<Wording, 'format' | 'view'>,
  figures: Figures = format,
): string {
  const step = view?.accounts
    .map((account) => account.snapshot?.instruments.get(symbol)?.quantityStep)
    .find((each) => each !== undefined);
  if (step === undefined || !/^-?\d+(\.\d+)?$/.test(quantity)) return figures.quantity(quantity);
  const value = new Decimal(quantity);
  return figures.quantity(value.toFixed(Math.max(value.decimalPlaces(), step.decimalPlaces())));
}

/** A sentence's first letter large, as Korean leaves it. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const joinParts = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');
