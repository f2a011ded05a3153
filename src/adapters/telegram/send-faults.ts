// What a failed call means: which fault the desk is told, in words without secrets.
import { GrammyError, HttpError } from 'grammy';
import type { SendFault } from '../../chat/core/platform.ts';
import type { Scrub } from './scrub.ts';

const ROOM_GONE =
  /chat not found|user not found|PEER_ID_INVALID|chat_id is (empty|invalid)|group chat was (deactivated|deleted)|not enough rights to send|have no rights to send|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|user is deactivated|bot is not a member/i;
const MESSAGE_GONE =
  /message to edit not found|message can't be edited|MESSAGE_ID_INVALID|message identifier is not specified|caption is too long/i;

/** The fault of a failed send or edit. Anything that is not known to be refused counts as down, to be tried again. */
export function toSendFault(error: unknown, scrub: Scrub): SendFault {
  const why = wordFailure(error, scrub);
  if (!(error instanceof GrammyError)) return { kind: 'down', why };
  const code = error.error_code;
  if (code === 429) {
    const seconds = error.parameters.retry_after;
    return {
      kind: 'flood',
      retryAfterMs: typeof seconds === 'number' && seconds > 0 ? seconds * 1000 : 1000,
    };
  }
  if (code === 403) return { kind: 'room-gone', why };
  if (code === 400) {
    if (ROOM_GONE.test(error.description)) return { kind: 'room-gone', why };
    if (MESSAGE_GONE.test(error.description)) return { kind: 'message-gone' };
    return { kind: 'content', why };
  }
  if (code === 413) return { kind: 'content', why };
  return { kind: 'down', why };
}

/** One line for the log and for /health: what Telegram answered, or why there was no answer. */
export function wordFailure(error: unknown, scrub: Scrub): string {
  if (error instanceof GrammyError)
    return scrub(`Telegram answered ${error.error_code}: ${error.description}`);
  const cause = error instanceof HttpError ? error.error : error;
  if (typeof cause === 'object' && cause !== null && 'status' in cause && 'statusText' in cause) {
    return scrub(
      `Telegram's answer was unreadable (HTTP ${String(cause.status)} ${String(cause.statusText)})`,
    );
  }
  if (!(cause instanceof Error)) return 'the call to Telegram failed';
  if (/timed out after/.test(cause.message)) return 'Telegram did not answer in time';
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return scrub(`no connection to Telegram: ${cause.message || cause.name}${code}`);
}
