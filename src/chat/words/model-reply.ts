// The frame that every answer of the models shares: the account where there are several, the age of the prices, a refresh, and
// the honest "UNKNOWN" in place of an answer.
import type { Unknown } from '../../domain/reading.ts';
import type { AskedBook } from '../../ports/model-asks.ts';
import type { Block, Button, Reply, Tone } from '../core/reply.ts';
import { noteBlock, refreshButton, shortReply } from './short-reply.ts';
import { wordUnknown } from './word-reading.ts';
import { accountLabel, joinParts, type Wording } from './wording.ts';

export interface ModelReply {
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The line that asks for the same again, without the account. */
  readonly command: string;
  /** After Refresh, in the same row. */
  readonly next?: readonly Button[];
  readonly more?: readonly (readonly Button[])[];
  readonly tone?: Tone;
  /** Before the age of the prices: on what the figures rest. */
  readonly basis?: string;
}

/** The account as it is typed after a command, where the desk has several. */
export const atAccount = (account: string, wording: Wording): string =>
  accountLabel(account, wording.view) === undefined ? '' : ` @${account}`;

/** On which history the figures rest, in the reader's words. */
export const wordBasis = (basis: string, { words }: Wording): string =>
  Object.hasOwn(words.models.bases, basis) ? (words.models.bases[basis] ?? basis) : basis;

export function modelReply(about: AskedBook, said: ModelReply, wording: Wording): Reply {
  const { words, format, view } = wording;
  const now = view?.at ?? about.pricesAt;
  const age = format.duration(Math.max(0, now - about.pricesAt));
  return shortReply(joinParts(accountLabel(about.account, view), said.title), {
    ...(said.tone === undefined ? {} : { tone: said.tone }),
    blocks: [
      ...said.blocks,
      noteBlock(joinParts(said.basis, words.models.pricesOld(age), format.timeAndZone(now))),
    ],
    buttons: [
      [refreshButton(`${said.command}${atAccount(about.account, wording)}`, wording), ...(said.next ?? [])],
      ...(said.more ?? []),
    ],
  });
}

/** `size of BTC · UNKNOWN: no leverage table`, with a refresh. */
export function unknownReply(subject: string, reason: Unknown, command: string, wording: Wording): Reply {
  return shortReply(joinParts(subject, wordUnknown(reason, wording)), {
    tone: 'warning',
    buttons: [[refreshButton(command, wording)]],
  });
}
