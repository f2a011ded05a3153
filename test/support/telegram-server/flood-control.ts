// Telegram's budgets for messages: about one a second in a chat, thirty a second in all, twenty a minute in a
// group. Off until a test switches them on; a test may also hold one chat for as long as it likes.
import { tooManyRequests } from './api-error.ts';

export interface FloodLimits {
  readonly perChatPerSecond?: number;
  readonly overallPerSecond?: number;
  readonly perGroupPerMinute?: number;
}

/** The budgets that Telegram's own FAQ names. */
export const TELEGRAM_FLOOD_LIMITS: FloodLimits = {
  perChatPerSecond: 1,
  overallPerSecond: 30,
  perGroupPerMinute: 20,
};

export class FloodControl {
  readonly #now: () => number;
  readonly #sent = new Map<string, number[]>();
  readonly #heldUntil = new Map<number | 'all', number>();
  #limits: FloodLimits;

  constructor(now: () => number, limits: FloodLimits) {
    this.#now = now;
    this.#limits = limits;
  }

  set limits(limits: FloodLimits) {
    this.#limits = limits;
    this.#sent.clear();
  }

  /** Answers 429 with the seconds left to every message of the chat, until `seconds` have passed. */
  hold(chatId: number | 'all', seconds: number): void {
    this.#heldUntil.set(chatId, this.#now() + seconds * 1000);
  }

  release(): void {
    this.#heldUntil.clear();
  }

  /** Counts one message; throws 429 when the chat, the group or the bot is over its budget. */
  spend(chatId: number, isGroup: boolean): void {
    const now = this.#now();
    for (const key of [chatId, 'all'] as const) {
      const until = this.#heldUntil.get(key) ?? 0;
      if (until > now) throw tooManyRequests(Math.ceil((until - now) / 1000));
    }
    const budgets: [string, number | undefined, number][] = [
      [`chat ${chatId}`, this.#limits.perChatPerSecond, 1_000],
      ['all', this.#limits.overallPerSecond, 1_000],
      [`group ${chatId}`, isGroup ? this.#limits.perGroupPerMinute : undefined, 60_000],
    ];
    const open: number[][] = [];
    for (const [key, limit, windowMs] of budgets) {
      if (limit === undefined) continue;
      const times = (this.#sent.get(key) ?? []).filter((at) => at > now - windowMs);
      this.#sent.set(key, times);
      const oldest = times[times.length - limit];
      if (oldest !== undefined) {
        throw tooManyRequests(Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)));
      }
      open.push(times);
    }
    for (const times of open) times.push(now);
  }
}
