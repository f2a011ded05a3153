// Once at the start, behind everything else: whether Slack takes the bot token, and which configured channels can be
// written to. What is found shows in /health; nothing waits for it.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';
import type { ConnectionState } from './connection-state.ts';
import type { SlackLimits } from './limits.ts';
import { RetryPause } from './retry-pause.ts';
import type { Rooms } from './rooms.ts';
import type { Scrub } from './scrub.ts';
import { refusalOf, toSendFault, wordFailure } from './send-faults.ts';

export interface LookAroundParts {
  readonly web: webApi.WebClient;
  readonly rooms: Rooms;
  readonly state: ConnectionState;
  readonly limits: SlackLimits;
  readonly log: Log;
  readonly scrub: Scrub;
  readonly stopping: AbortSignal;
}

/** Ends when Slack has answered, or when stopped. */
export async function lookAround(parts: LookAroundParts): Promise<void> {
  const { web, rooms, log, scrub } = parts;
  if (!(await greet(parts))) return;
  for (const room of rooms.configured) {
    try {
      const { channel } = await web.conversations.info({ channel: room });
      if (channel?.is_archived === true) rooms.lose(room, 'it is archived');
      else if (channel?.is_member === false && channel.is_im !== true) {
        rooms.lose(room, 'the bot is not a member: invite it');
      }
    } catch (error) {
      const fault = toSendFault(error, scrub);
      if (fault.kind === 'room-gone') rooms.lose(room, fault.why);
      log.warn({ room, reason: wordFailure(error, scrub) }, 'a configured channel does not answer');
    }
  }
}

async function greet({ web, state, limits, scrub, stopping }: LookAroundParts): Promise<boolean> {
  const pause = new RetryPause(limits.retryFirstMs, stopping);
  while (!stopping.aborted) {
    try {
      await web.auth.test();
      state.called(undefined);
      return true;
    } catch (error) {
      if (stopping.aborted) return false;
      const refused = refusalOf(error) !== undefined;
      const hint = refused ? 'Slack does not take the bot token: check SLACK_BOT_TOKEN; ' : '';
      state.called(hint + wordFailure(error, scrub));
      await pause
        .wait(refused ? limits.refusedRetryMs : limits.retryMostMs, refused ? limits.refusedRetryMs : 0)
        .catch(() => undefined);
    }
  }
  return false;
}
