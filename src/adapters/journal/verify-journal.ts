// Walks the whole chain and names the first line that was changed, moved, dropped or added; also whether its end was cut off.

import { type ChainHead, GENESIS, isAuthentic, readLine } from './journal-chain.ts';
import { dayFiles, readDay } from './journal-days.ts';

export type Verification =
  | { readonly kind: 'sound'; readonly lines: number; readonly head: ChainHead }
  | {
      readonly kind: 'broken';
      readonly file: string;
      /** Counted from 1 within the file. */
      readonly line: number;
      /** The sequence that should stand there. */
      readonly sequence: number;
      readonly why: 'unreadable' | 'changed' | 'out-of-order' | 'chain' | 'torn';
    }
  | { readonly kind: 'truncated'; readonly head: ChainHead; readonly expected: ChainHead };

/**
 * `expected` is the head that is known from elsewhere (the ledger, a daily report): files that end before it are
 * truncated. Lines of the last second may still wait in a running desk. Throws what the file system throws.
 */
export function verifyJournal(folder: string, key: Uint8Array, expected?: ChainHead): Verification {
  let head: ChainHead = { sequence: 0, mac: GENESIS };
  let count = 0;
  let seenExpected = expected === undefined || expected.sequence === 0;
  for (const file of dayFiles(folder)) {
    const { lines, rest } = readDay(folder, file);
    for (const [place, text] of lines.entries()) {
      const sequence = head.sequence + 1;
      const broken = (why: 'unreadable' | 'changed' | 'out-of-order' | 'chain'): Verification => {
        return { kind: 'broken', file, line: place + 1, sequence, why };
      };
      const line = readLine(text);
      if (line === undefined) return broken('unreadable');
      if (!isAuthentic(key, line)) return broken('changed');
      if (line.sequence !== sequence) return broken('out-of-order');
      if (line.previous !== head.mac) return broken('chain');
      if (line.sequence === expected?.sequence) {
        if (line.mac !== expected.mac) return broken('chain');
        seenExpected = true;
      }
      head = { sequence: line.sequence, mac: line.mac };
      count += 1;
    }
    if (rest.length > 0) {
      return { kind: 'broken', file, line: lines.length + 1, sequence: head.sequence + 1, why: 'torn' };
    }
  }
  if (!seenExpected && expected !== undefined) return { kind: 'truncated', head, expected };
  return { kind: 'sound', lines: count, head };
}
