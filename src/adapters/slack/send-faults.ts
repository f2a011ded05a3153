// What a failed call means: which fault the desk is told, in words without secrets.
import { webApi } from '@slack/bolt';
import type { SendFault } from '../../chat/core/platform.ts';
import { CallTimedOut } from './api-transport.ts';
import type { Scrub } from './scrub.ts';

const ROOM_GONE = new Set([
  'channel_not_found',
  'is_archived',
  'not_in_channel',
  'account_inactive',
  'user_not_found',
  'users_not_found',
  'user_disabled',
  'cannot_dm_bot',
  'user_is_bot',
  'restricted_action',
  'restricted_action_read_only_channel',
  'messages_tab_disabled',
]);
const MESSAGE_GONE = new Set([
  'message_not_found',
  'cant_update_message',
  'edit_window_closed',
  'update_failed',
  'used_url',
  'expired_url',
  'invalid_url',
]);
/** Slack's own trouble, and tokens that an operator may still put right: the message waits. */
const DOWN =
  /^(internal_error|fatal_error|service_unavailable|request_timeout|accesslimited|team_added_to_org|org_login_required|ekm_access_denied|invalid_auth|not_authed|token_(revoked|expired)|missing_scope|not_allowed_token_type|team_access_not_granted|access_denied|no_permission)$/;
const NAME = /^[a-z][a-z0-9_]{1,63}$/;

/** Slack's name of the refusal; undefined when Slack did not refuse but failed. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof webApi.WebAPIPlatformError)) return undefined;
  const name: unknown = error.data.error;
  return typeof name === 'string' && NAME.test(name) ? name : undefined;
}

/** The fault of a failed call. Anything that is not known to be refused counts as down, to be tried again. */
export function toSendFault(error: unknown, scrub: Scrub): SendFault {
  const why = wordFailure(error, scrub);
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { kind: 'flood', retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  }
  const name = refusalOf(error);
  if (name === undefined) return { kind: 'down', why };
  if (name === 'ratelimited' || name === 'rate_limited' || name === 'message_limit_exceeded') {
    const seconds = (error as webApi.WebAPIPlatformError).data.response_metadata?.retryAfter ?? 1;
    return { kind: 'flood', retryAfterMs: Math.max(1, seconds) * 1000 };
  }
  if (ROOM_GONE.has(name)) return { kind: 'room-gone', why };
  if (MESSAGE_GONE.has(name)) return { kind: 'message-gone' };
  if (DOWN.test(name)) return { kind: 'down', why };
  return { kind: 'content', why };
}

/** One line for the log and for /health: what Slack answered, or why there was no answer. */
export function wordFailure(error: unknown, scrub: Scrub): string {
  const name = refusalOf(error);
  if (name !== undefined) return `Slack answered ${name}`;
  if (error instanceof webApi.WebAPIRateLimitedError) return `Slack wants a pause of ${error.retryAfter} s`;
  if (error instanceof webApi.WebAPIHTTPError) return `Slack answered HTTP ${error.statusCode}`;
  if (error instanceof webApi.WebAPIPlatformError) return "Slack's answer was unreadable";
  const cause = error instanceof webApi.WebAPIRequestError ? error.original : error;
  if (cause instanceof CallTimedOut) return 'Slack did not answer in time';
  if (!(cause instanceof Error)) return 'the call to Slack failed';
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return scrub(`no connection to Slack: ${cause.message || cause.name}${code}`);
}
