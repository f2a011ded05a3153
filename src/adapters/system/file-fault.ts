// The file system's errors in the words of the ports: full, failed for now, failed for good.
import { getSystemErrorMessage } from 'node:util';
import type { Fault } from '../../domain/fault.ts';

/** A failed fsync: what is on the disk is not known, and asking again would lie. */
export class SyncFailed extends Error {}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const FOR_GOOD = new Set(['EIO', 'EROFS']);

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** The system's own words for it, without the call and the path around them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'errno' in error && typeof error.errno === 'number' && error.errno < 0
    ? getSystemErrorMessage(error.errno)
    : error.message;
}

/** `what` is the file or folder that was worked on. */
export function fileFault(error: unknown, what: string): Fault {
  const message = `${what}: ${reasonOf(error)}`;
  if (error instanceof SyncFailed) {
    return { code: 'STORE_FAILED', message, retryable: false, outcome: 'unknown' };
  }
  const code = errorCode(error);
  if (FULL.has(code)) return { code: 'STORE_FULL', message, retryable: true, outcome: 'none' };
  return { code: 'STORE_FAILED', message, retryable: !FOR_GOOD.has(code), outcome: 'none' };
}
