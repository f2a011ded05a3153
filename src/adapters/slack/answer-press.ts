// Answers a press with a short word that the presser alone sees. Slack takes the waiting mark off by itself when the press
// is confirmed, so that without a word there is nothing to do. Never fails the press.
import type { webApi } from '@slack/bolt';
import type { Log } from '../../ports/log.ts';
import type { Ephemerals } from './ephemerals.ts';
import type { SlackLimits } from './limits.ts';
import { ANSWER_IN_PRIVATE } from './read-interaction.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';
import { clip, escapeSlack, oneLine } from './slack-text.ts';

export interface AnswerParts {
  readonly web: webApi.WebClient;
  readonly ephemerals: Ephemerals;
  readonly limits: SlackLimits;
  readonly log: Log;
  readonly scrub: Scrub;
}

export async function answerPress(pressId: string, text: string, parts: AnswerParts): Promise<void> {
  const words = escapeSlack(clip(oneLine(text), parts.limits.toastUnits));
  if (words === '') return;
  try {
    if (pressId.startsWith(ANSWER_IN_PRIVATE)) {
      await parts.web.chat.postMessage({ channel: pressId.slice(ANSWER_IN_PRIVATE.length), text: words });
      return;
    }
    const [address = '', thread] = pressId.split('#');
    await parts.ephemerals.say(address, words, thread);
  } catch (error) {
    parts.log.debug({ reason: wordFailure(error, parts.scrub) }, 'a press was not answered');
  }
}
