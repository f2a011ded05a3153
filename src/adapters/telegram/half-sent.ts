// Remembers how far a long reply came when its sending stopped, so that the next try goes on instead of repeating.
import { createHash } from 'node:crypto';
import type { Step } from './plan-message.ts';

interface Progress {
  readonly sent: number;
  readonly at: number;
}

export class HalfSent {
  readonly #progress = new Map<string, Progress>();
  readonly #limits: { readonly halfSentMs: number; readonly halfSent: number };

  constructor(limits: { readonly halfSentMs: number; readonly halfSent: number }) {
    this.#limits = limits;
  }

  /** The same words to the same place; button ids do not count, they are new with every try. */
  keyOf(room: string, thread: string | undefined, steps: readonly Step[]): string {
    const hash = createHash('sha256').update(JSON.stringify([room, thread ?? '']));
    for (const { text, picture } of steps) {
      hash.update(JSON.stringify(text.html));
      if (picture !== undefined) hash.update(picture.png);
    }
    return hash.digest('base64');
  }

  /** How many steps went out before. */
  sentBefore(key: string, at: number): number {
    const known = this.#progress.get(key);
    return known === undefined || at - known.at > this.#limits.halfSentMs ? 0 : known.sent;
  }

  note(key: string, sent: number, at: number): void {
    this.#progress.delete(key);
    if (sent === 0) return;
    this.#progress.set(key, { sent, at });
    const oldest = this.#progress.keys().next().value;
    if (this.#progress.size > this.#limits.halfSent && oldest !== undefined) this.#progress.delete(oldest);
  }

  forget(key: string): void {
    this.#progress.delete(key);
  }
}
