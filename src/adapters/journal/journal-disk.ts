// The few file calls the journal stands on, replaceable so that a test can fill or break the disk, and their errors as faults.
import { closeSync, fdatasyncSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import type { Fault } from '../../domain/fault.ts';

export interface JournalDisk {
  open(path: string, flags: string, mode: number): number;
  /** May write less than asked, as the system call does; answers how much. */
  write(handle: number, bytes: Uint8Array, offset: number): number;
  truncate(handle: number, size: number): void;
  sync(handle: number): void;
  close(handle: number): void;
}

export const NODE_DISK: JournalDisk = {
  open: (path, flags, mode) => openSync(path, flags, mode),
  write: (handle, bytes, offset) => writeSync(handle, bytes, offset),
  truncate: (handle, size) => ftruncateSync(handle, size),
  sync: (handle) => fdatasyncSync(handle),
  close: (handle) => closeSync(handle),
};

/** A failed fsync: what is on the disk is not known, and asking again would lie. */
export class SyncFailed extends Error {}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const MAY_PASS = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EINTR', 'ENOENT', 'EACCES']);

export function diskFault(error: unknown): Fault {
  const message = `journal: ${error instanceof Error ? error.message : String(error)}`;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof SyncFailed)
    return { code: 'STORE_FAILED', message, retryable: false, outcome: 'unknown' };
  if (FULL.has(code)) return { code: 'STORE_FULL', message, retryable: true, outcome: 'none' };
  return { code: 'STORE_FAILED', message, retryable: MAY_PASS.has(code), outcome: 'none' };
}

/** Makes a new name in a folder durable. */
export function syncFolder(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
