// A button that was pressed: looked up, held against platform, room, message, role and person; every presser is told the truth.
import { mayActAs } from '../../domain/actor.ts';
import { decidedRefusal } from '../../domain/proposal-life.ts';
import type { ButtonRow } from '../../ports/chat-store.ts';
import type { Access } from '../core/access.ts';
import type { IncomingPress, PlatformName } from '../core/platform.ts';
import type { ChatPerson, ChatPorts } from '../core/settings.ts';
import type { Speech } from '../core/speech.ts';
import { findCommand, parseLine } from '../reading/parse.ts';
import { wordRefusal } from '../words/word-refusal.ts';

const BUTTON_ID = /^[0-9a-f]{32}$/;
/** A button may be pressed in the moment before its message's id is known. */
const BINDING_MS = 60_000;

export type Looked =
  | { readonly kind: 'good'; readonly row: ButtonRow }
  /** `forged`: it counts against the presser. */
  | { readonly kind: 'refused'; readonly words: string; readonly forged: boolean };

/** Whether this press is good here and for this person. Nothing about the message's text is believed. */
export async function lookUpPress(
  press: IncomingPress,
  person: ChatPerson,
  ports: ChatPorts,
  access: Access,
  speech: Speech,
): Promise<Looked> {
  const { words } = speech;
  const gone = (forged: boolean): Looked => ({ kind: 'refused', words: words.press.gone, forged });
  if (!BUTTON_ID.test(press.buttonId)) return gone(true);
  const found = await ports.store.button(press.buttonId);
  if (!found.ok) return { kind: 'refused', words: words.fault.codes[found.error.code], forged: false };
  const row = found.value;
  const now = ports.clock.now();
  if (row === undefined) return gone(true);
  if (row.platform !== press.platform || row.room !== press.room.id) return gone(true);
  const bound =
    row.messageId === undefined ? now - row.createdAt <= BINDING_MS : row.messageId === press.messageId;
  if (!bound) return gone(true);
  if (row.onlyFor !== undefined && row.onlyFor !== press.sender.platformId) {
    return { kind: 'refused', words: words.press.notYours(owner(row, access)), forged: false };
  }
  if (!mayActAs(person.role, row.role)) {
    const refusal = { code: 'NOT_ALLOWED', role: person.role, needed: row.role } as const;
    return { kind: 'refused', words: wordRefusal(refusal, speech), forged: true };
  }
  if (row.expiresAt !== undefined && row.expiresAt <= now) return gone(false);
  if (row.usedAt !== undefined) {
    return { kind: 'refused', words: await truthAbout(row, ports, speech), forged: false };
  }
  return { kind: 'good', row };
}

/** What a used button led to: the card's end in words, where it was a card's, however long ago it ended. */
async function truthAbout(row: ButtonRow, ports: ChatPorts, speech: Speech): Promise<string> {
  const code = /^\/(?:approve|reject|adjust) ([A-Z0-9]{4,8})\b/.exec(row.command)?.[1];
  const found = code === undefined ? undefined : await ports.desk.proposal(code);
  if (found?.ok !== true) return speech.words.press.used;
  const card = found.value;
  const last = card.approvals.at(-1);
  if (card.state.kind !== 'proposed') return wordRefusal(decidedRefusal(card), speech);
  if (last === undefined) return speech.words.press.used;
  return wordRefusal({ code: 'ALREADY_APPROVED', card: card.code, by: last.by, at: last.at }, speech);
}

/** The command that the row stands for, parsed like any typed line. */
export function lineOf(row: ButtonRow, ports: ChatPorts) {
  const parsed = parseLine(row.command, { catalogue: ports.catalogue });
  return parsed.kind === 'command' ? parsed : undefined;
}

function owner(row: ButtonRow, access: Access): string {
  return access.person(row.platform as PlatformName, row.onlyFor ?? '')?.name ?? '?';
}

export const isKill = (row: ButtonRow, ports: ChatPorts): boolean =>
  findCommand(row.command.split(' ', 1)[0]?.slice(1) ?? '', ports.catalogue)?.effect === 'kill';
