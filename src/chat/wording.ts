// What every wording needs: the reader's speech, and the desk's picture for what the event itself does not carry.
import type { DeskView } from '../ports/desk.ts';
import type { Speech } from './speech.ts';
import { baseOf, shortSymbol } from './symbol-resolver.ts';

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

/** A sentence's first letter large, as Korean leaves it. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const joinParts = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(' · ');
