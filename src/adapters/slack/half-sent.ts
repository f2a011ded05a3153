// Remembers how far a long reply came when its sending stopped, so that the next try goes on instead of repeating.
import { createHash } from 'node:crypto';
import type { MessagePlan } from './plan-message.ts';

export interface Progress {
  /** Messages and pictures that went out. */
  readonly sent: number;
  /** The id of the last message of words among them. */
  readonly lastId: string;
}

interface Kept extends Progress {
  readonly at: number;
}

const NOTHING: Progress = { sent: 0, lastId: '' };

export class HalfSent {
  readonly #progress = new Map<string, Kept>();
  readonly #limits: { readonly halfSentMs: number; readonly halfSent: number };

  constructor(limits: { readonly halfSentMs: number; readonly halfSent: number }) {
    this.#limits = limits;
  }

  /** The same words to the same place; button ids do not count, they are new with every try. */
  keyOf(place: readonly (string | undefined)[], plan: MessagePlan): string {
    const hash = createHash('sha256').update(JSON.stringify(place.map((each) => each ?? '')));
    for (const { text, plain } of plan.words) hash.update(JSON.stringify([text, plain]));
    for (const { png } of plan.pictures) hash.update(png);
    return hash.digest('base64');
  }

  before(key: string, at: number): Progress {
    const known = this.#progress.get(key);
    return known === undefined || at - known.at > this.#limits.halfSentMs ? NOTHING : known;
  }

  note(key: string, progress: Progress, at: number): void {
    this.#progress.delete(key);
    if (progress.sent === 0) return;
    this.#progress.set(key, { ...progress, at });
    const oldest = this.#progress.keys().next().value;
    if (this.#progress.size > this.#limits.halfSent && oldest !== undefined) this.#progress.delete(oldest);
  }

  forget(key: string): void {
    this.#progress.delete(key);
  }
}
