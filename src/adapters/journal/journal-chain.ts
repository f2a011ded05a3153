// The chain of the audit journal: each line carries an HMAC over itself and the line before, so that no line can be changed, moved or dropped unseen.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { JournalEntry } from '../../ports/journal.ts';

/** What stands before the first line. */
export const GENESIS = '0'.repeat(64);

export interface ChainHead {
  readonly sequence: number;
  /** Lower-case hexadecimal HMAC-SHA256; empty before the first line. */
  readonly mac: string;
}

/** One line with its place in the chain; `text` is the line without its line end. */
export interface SealedLine extends ChainHead {
  readonly at: number;
  readonly text: string;
}

export interface ReadLine extends SealedLine {
  readonly previous: string;
}

const MAC_TAIL = /^(.*),"mac":"([0-9a-f]{64})"\}$/;
const lineSchema = z.looseObject({
  seq: z.int().min(1),
  at: z.number(),
  type: z.string(),
  by: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string(),
});

/** Puts an entry behind `previous`: `{seq, at, type, by, data, prev, mac}` in this order. */
export function seal(key: Uint8Array, previous: ChainHead, entry: JournalEntry): SealedLine {
  const sequence = previous.sequence + 1;
  const { at, type, by, data } = entry;
  const prev = previous.mac === '' ? GENESIS : previous.mac;
  const body = JSON.stringify({ seq: sequence, at, type, by, data, prev }).slice(0, -1);
  const mac = macOf(key, body);
  return { sequence, at, mac, text: `${body},"mac":"${mac}"}` };
}

/** Reads the shape of a line; undefined when it is not one. Says nothing about its authenticity. */
export function readLine(text: string): ReadLine | undefined {
  const parts = MAC_TAIL.exec(text);
  if (parts === null) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const checked = lineSchema.safeParse(value);
  if (!checked.success) return undefined;
  const { seq, at, prev } = checked.data;
  return { sequence: seq, at, mac: parts[2] as string, previous: prev, text };
}

/** True when the line was sealed with this key and not one byte of it changed since. */
export function isAuthentic(key: Uint8Array, line: ReadLine): boolean {
  const body = line.text.slice(0, line.text.length - `,"mac":"${line.mac}"}`.length);
  return timingSafeEqual(Buffer.from(macOf(key, body), 'hex'), Buffer.from(line.mac, 'hex'));
}

const macOf = (key: Uint8Array, body: string): string =>
  createHmac('sha256', key).update(body, 'utf8').digest('hex');
