// A refusal of the Bot API, with the words the real one uses; programs recognise errors by these words.
import type { WireAnswer } from '../loopback/scripted-faults.ts';

export interface ErrorParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

export class TelegramApiError extends Error {
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }

  get answer(): WireAnswer {
    return {
      status: this.code,
      body: {
        ok: false,
        error_code: this.code,
        description: this.message,
        ...(this.parameters === undefined ? {} : { parameters: this.parameters }),
      },
    };
  }
}

export const badRequest = (reason: string, parameters?: ErrorParameters): TelegramApiError =>
  new TelegramApiError(400, `Bad Request: ${reason}`, parameters);

export const forbidden = (reason: string): TelegramApiError =>
  new TelegramApiError(403, `Forbidden: ${reason}`);

export const conflict = (reason: string): TelegramApiError =>
  new TelegramApiError(409, `Conflict: ${reason}`);

export const tooManyRequests = (retryAfterSeconds: number): TelegramApiError =>
  new TelegramApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, {
    retry_after: retryAfterSeconds,
  });
