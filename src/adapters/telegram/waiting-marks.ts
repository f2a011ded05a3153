// A pressed button turns until it is answered. The desk answers with a word; where its work takes longer than a person
// should watch a turning button, the mark is taken off without a word.
import type { Api } from 'grammy';
import type { Log } from '../../ports/log.ts';
import type { TelegramLimits } from './limits.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';

export class WaitingMarks {
  readonly #api: Api;
  readonly #limits: TelegramLimits;
  readonly #log: Log;
  readonly #scrub: Scrub;
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  /** Presses that were answered without a word lately: the word that comes after has no place any more. */
  readonly #answered = new Set<string>();

  constructor(api: Api, limits: TelegramLimits, log: Log, scrub: Scrub) {
    this.#api = api;
    this.#limits = limits;
    this.#log = log;
    this.#scrub = scrub;
  }

  /** A button was pressed: from now on it is answered in time, with or without the desk. */
  arm(pressId: string): void {
    if (this.#waiting.has(pressId) || this.#answered.has(pressId)) return;
    if (this.#waiting.size >= this.#limits.waitingPresses) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(pressId);
      this.#remember(pressId);
      void this.#answer(pressId, '');
    }, this.#limits.pressAnswerMs);
    this.#waiting.set(pressId, timer);
  }

  /** The press was seen before, or will come again: nobody waits for this one. */
  disarm(pressId: string): void {
    clearTimeout(this.#waiting.get(pressId));
    this.#waiting.delete(pressId);
  }

  async answer(pressId: string, text: string): Promise<void> {
    this.disarm(pressId);
    if (this.#answered.has(pressId)) return;
    this.#remember(pressId);
    await this.#answer(pressId, text);
  }

  close(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #remember(pressId: string): void {
    this.#answered.add(pressId);
    const oldest = this.#answered.values().next().value;
    if (this.#answered.size > this.#limits.waitingPresses && oldest !== undefined)
      this.#answered.delete(oldest);
  }

  async #answer(pressId: string, text: string): Promise<void> {
    const toast = text.slice(0, this.#limits.toastUnits).toWellFormed();
    try {
      await this.#api.answerCallbackQuery(pressId, toast === '' ? {} : { text: toast });
    } catch (error) {
      this.#log.debug({ reason: wordFailure(error, this.#scrub) }, 'a press was not answered');
    }
  }
}
