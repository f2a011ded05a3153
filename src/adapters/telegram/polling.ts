// Long polling by grammY's own `bot.start()`, with three things decided here: only stored updates are confirmed, a failing
// poll is tried again without end and without holding up a stop, and what goes wrong is said by /health.
import { type ApiClientOptions, Bot, type PollingOptions, type Transformer } from 'grammy';
import type { Update } from 'grammy/types';
import type { Log } from '../../ports/log.ts';
import { ASKED_UPDATES, judgeFailure, retryMostMs } from './api-answers.ts';
import type { ConnectionState } from './connection-state.ts';
import type { Inbox } from './inbox.ts';
import type { TelegramLimits } from './limits.ts';
import { RetryPause } from './retry-pause.ts';
import { type Scrub, wordError } from './scrub.ts';
import { UnhandledUpdates } from './unhandled-updates.ts';

export interface PollingParts {
  readonly token: string;
  readonly client: ApiClientOptions;
  readonly inbox: Inbox;
  readonly state: ConnectionState;
  readonly limits: TelegramLimits;
  readonly log: Log;
  readonly scrub: Scrub;
  /** Called once, when Telegram has told who the bot is. */
  readonly onConnected: () => void;
}

type Answer = { readonly ok: true; readonly result: unknown };
type Call = (payload: Record<string, unknown>) => Promise<unknown>;

export class Polling {
  readonly #parts: PollingParts;
  readonly #bot: Bot;
  readonly #stop = new AbortController();
  readonly #unhandled = new UnhandledUpdates();
  readonly #pause: RetryPause;
  #running: Promise<void> = Promise.resolve();
  #lastConflictAt: number | undefined;
  #announced = false;

  constructor(parts: PollingParts) {
    this.#parts = parts;
    this.#pause = new RetryPause(parts.limits.retryFirstMs, this.#stop.signal);
    this.#bot = new Bot(parts.token, {
      client: { ...parts.client, timeoutSeconds: parts.limits.pollTimeoutSeconds },
    });
    this.#bot.api.config.use(this.#transformer());
    this.#bot.catch(({ error }) =>
      parts.log.error({ reason: wordError(error, parts.scrub) }, 'an update failed and will come again'),
    );
    this.#bot.use(async ({ update }) => {
      if (this.#stop.signal.aborted || !this.#unhandled.needs(update.update_id)) return;
      const stored = await parts.inbox.take(update, this.#bot.botInfo.username);
      if (stored) this.#unhandled.settle(update.update_id);
    });
  }

  /** Returns at once; connecting goes on behind it for as long as it takes. */
  start(): void {
    this.#running = this.#run();
  }

  /** Ends the waiting poll, lets the update in work be stored, and confirms what was stored and nothing else. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#bot.stop().catch(() => undefined);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, scrub, state } = this.#parts;
    const options: PollingOptions = {
      allowed_updates: ASKED_UPDATES,
      drop_pending_updates: false,
      onStart: () => this.#announce(),
    };
    while (!this.#stop.signal.aborted) {
      try {
        await this.#bot.start(options);
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        const why = wordError(error, scrub);
        state.become({ kind: 'unreachable', why });
        log.error({ reason: why }, 'polling ended and is started again');
        await this.#pause.wait(this.#parts.limits.retryMostMs).catch(() => undefined);
      }
    }
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#parts.onConnected();
  }

  /** Stands between grammY and the wire for the three calls that `bot.start()` and `bot.stop()` make. */
  #transformer(): Transformer {
    return (async (previous, method, payload, signal) => {
      const stopping = this.#stop.signal as unknown as typeof signal;
      const call: Call = (changed) =>
        previous(method, { ...payload, ...changed } as typeof payload, stopping);
      if (method === 'getUpdates') {
        if (this.#stop.signal.aborted) {
          const soon = AbortSignal.timeout(this.#parts.limits.stopMs) as unknown as typeof signal;
          return this.#confirm((changed) => previous(method, changed as typeof payload, soon));
        }
        return this.#poll(call);
      }
      return this.#untilAnswered(call, method);
    }) as Transformer;
  }

  async #poll(call: Call): Promise<Answer> {
    const { limits, state } = this.#parts;
    if (this.#unhandled.waiting) {
      state.become({ kind: 'not-stored' });
      await this.#pause.wait(limits.storeRetryMs, limits.storeRetryMs);
    } else if (state.kind === 'not-stored') state.become({ kind: 'connected' });
    for (;;) {
      const offset = this.#unhandled.offset;
      const answer = await this.#attempt(() =>
        call({ timeout: this.#patience(), ...(offset === undefined ? {} : { offset }) }),
      );
      if (answer === undefined || !isBatch(answer.result)) continue;
      this.#unhandled.begin(answer.result.map((update) => update.update_id));
      this.#heard();
      return answer;
    }
  }

  /** Seconds the next poll may wait: none after a fault, so that the return is seen at once; a trial after a conflict. */
  #patience(): number {
    const { limits, state } = this.#parts;
    if (state.kind === 'connected') return limits.pollSeconds;
    return state.kind === 'conflict' ? Math.ceil(limits.conflictTrialMs / 1000) : 0;
  }

  #heard(): void {
    const { state, limits } = this.#parts;
    const quiet = performance.now() - (this.#lastConflictAt ?? Number.NEGATIVE_INFINITY);
    if (state.kind === 'conflict' && quiet < limits.conflictTrialMs) return;
    if (state.kind === 'not-stored' && this.#unhandled.waiting) return;
    this.#pause.reset();
    state.become({ kind: 'connected' });
  }

  /** getMe and deleteWebhook: again and again until Telegram answers. */
  async #untilAnswered(call: Call, method: string): Promise<Answer> {
    for (;;) {
      const answer = await this.#attempt(() => call({}), method === 'deleteWebhook');
      if (answer !== undefined) return answer;
    }
  }

  /** One call. Undefined: it failed, that was told, and the pause is over. Throws only when stopped. */
  async #attempt(call: () => Promise<unknown>, optional = false): Promise<Answer | undefined> {
    const { state, limits, scrub } = this.#parts;
    let failed: unknown;
    try {
      const answer = await call();
      if (isSuccess(answer)) return answer;
      failed = answer;
    } catch (error) {
      failed = error;
    }
    this.#stop.signal.throwIfAborted();
    const judged = judgeFailure(failed, scrub);
    // Without it polling may still work; if a webhook really is in the way, the poll says so.
    if (optional && judged.refused) return { ok: true, result: true };
    if (judged.connection.kind === 'conflict') this.#lastConflictAt = performance.now();
    state.become(judged.connection);
    await this.#pause.wait(retryMostMs(judged.connection, limits), judged.retryAfterMs);
    return undefined;
  }

  /** The last call of a stop: quick, once, and only for what was stored. */
  async #confirm(call: Call): Promise<Answer> {
    const offset = this.#unhandled.offset;
    if (offset !== undefined) await call({ offset, limit: 1, timeout: 0 }).catch(() => undefined);
    return { ok: true, result: [] };
  }
}

const isSuccess = (answer: unknown): answer is Answer =>
  typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === true && 'result' in answer;

const isBatch = (result: unknown): result is Update[] =>
  Array.isArray(result) && result.every((update) => Number.isSafeInteger(update?.update_id));
