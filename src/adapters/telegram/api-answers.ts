// What a failed call on the receiving side means for the connection, and when to try again.
import { GrammyError } from 'grammy';
import type { ApiError, Update } from 'grammy/types';
import type { Connection } from './connection-state.ts';
import type { TelegramLimits } from './limits.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';

/** The kinds of update the desk reads; Telegram is asked for no others. */
export const ASKED_UPDATES = [
  'message',
  'callback_query',
  'my_chat_member',
] as const satisfies readonly (keyof Update)[];

export interface JudgedFailure {
  readonly connection: Connection;
  /** Telegram understood the call and declined it. */
  readonly refused: boolean;
  readonly retryAfterMs: number;
}

/** `failed` is an answer with `ok: false` or whatever the call threw. */
export function judgeFailure(failed: unknown, scrub: Scrub): JudgedFailure {
  const answer = asRefusal(failed);
  const why = wordFailure(answer ?? failed, scrub);
  const connection: Connection =
    answer?.error_code === 409
      ? { kind: 'conflict', why }
      : answer?.error_code === 401
        ? { kind: 'unauthorised', why }
        : { kind: 'unreachable', why };
  const seconds = answer?.parameters.retry_after;
  return {
    connection,
    refused: answer !== undefined && answer.error_code < 500 && ![401, 409, 429].includes(answer.error_code),
    retryAfterMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 0,
  };
}

export const retryMostMs = (connection: Connection, limits: TelegramLimits): number =>
  connection.kind === 'conflict' || connection.kind === 'unauthorised'
    ? limits.conflictRetryMostMs
    : limits.retryMostMs;

function asRefusal(failed: unknown): GrammyError | undefined {
  if (failed instanceof GrammyError) return failed;
  if (typeof failed !== 'object' || failed === null) return undefined;
  if (!('error_code' in failed) || typeof failed.error_code !== 'number') return undefined;
  const description = 'description' in failed ? String(failed.description) : 'no description';
  const parameters = 'parameters' in failed ? (failed.parameters as ApiError['parameters']) : undefined;
  const error: ApiError = {
    ok: false,
    error_code: failed.error_code,
    description,
    ...(parameters === undefined ? {} : { parameters }),
  };
  return new GrammyError('refused', error, '', {});
}
