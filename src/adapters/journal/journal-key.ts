// The key of the chain: made at the first start, readable by the owner alone, never in a log or a message.
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from './journal-disk.ts';

const KEY_BYTES = 32;
const HEX_KEY = /^[0-9a-f]{64}$/;

/** 64 hexadecimal digits as key bytes; undefined when the text is not a key. */
export function parseKey(text: string): Uint8Array | undefined {
  const trimmed = text.trim().toLowerCase();
  return HEX_KEY.test(trimmed) ? Buffer.from(trimmed, 'hex') : undefined;
}

export const keyFile = (folder: string): string => join(folder, '.key');

/** Reads `.key` in the journal's folder; undefined when there is none that can be used. */
export function readKey(folder: string): Uint8Array | undefined {
  const file = keyFile(folder);
  return existsSync(file) ? parseKey(readFileSync(file, 'utf8')) : undefined;
}

/**
 * Makes the folder and a new key in it, durably. With a seed the key repeats, for simulated runs whose transcripts are
 * compared; such a journal shows accidents, not tampering. Throws what the file system throws.
 */
export function makeKey(folder: string, seed?: string): Uint8Array {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const key = seed === undefined ? randomBytes(KEY_BYTES) : createHash('sha256').update(seed).digest();
  const handle = openSync(keyFile(folder), 'w', 0o600);
  try {
    chmodSync(keyFile(folder), 0o600);
    writeSync(handle, `${key.toString('hex')}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  syncFolder(folder);
  return key;
}
