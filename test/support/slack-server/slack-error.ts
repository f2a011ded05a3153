// A refusal of Slack's Web API: HTTP 200 with ok false and a name, as programs recognise it, or 429.
import type { WireAnswer } from '../loopback/scripted-faults.ts';

export class SlackApiError extends Error {
  readonly answer: WireAnswer;

  constructor(
    error: string,
    details: Readonly<Record<string, unknown>> = {},
    answer: Partial<WireAnswer> = {},
  ) {
    super(error);
    this.answer = { status: 200, body: { ok: false, error, ...details }, ...answer };
  }
}

export const slackError = (error: string): SlackApiError => new SlackApiError(error);

/** A refusal with Slack's lines of explanation, `must be less than 3001 characters [json-pointer:/blocks/0]`. */
export const explained = (error: string, reasons: readonly string[]): SlackApiError =>
  new SlackApiError(error, {
    errors: reasons,
    response_metadata: { messages: reasons.map((reason) => `[ERROR] ${reason}`) },
  });

export const rateLimited = (seconds: number): SlackApiError =>
  new SlackApiError('ratelimited', {}, { status: 429, headers: { 'retry-after': String(seconds) } });
