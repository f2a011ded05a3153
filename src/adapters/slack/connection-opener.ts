// Asks Slack for the address of the next socket, again and again until there is one. Bolt's client gives up for good on the
// first answer it does not like, with a rejection nobody hears; therefore it never gets to see one.
import type { Log } from '../../ports/log.ts';
import type { SlackFetch } from './api-transport.ts';
import type { ConnectionState } from './connection-state.ts';
import type { SlackLimits } from './limits.ts';
import { RetryPause } from './retry-pause.ts';
import type { Scrub } from './scrub.ts';
import { wordFailure } from './send-faults.ts';

export interface OpenerParts {
  readonly fetch: SlackFetch;
  readonly state: ConnectionState;
  readonly limits: SlackLimits;
  readonly log: Log;
  readonly scrub: Scrub;
}

type Judged =
  | { readonly kind: 'good' }
  | { readonly kind: 'bad'; readonly why: string; readonly refused: boolean };
type Answer = Awaited<ReturnType<SlackFetch>>;

const REFUSED =
  /^(not_authed|invalid_auth|account_inactive|user_removed_from_team|team_disabled|token_revoked|token_expired|not_allowed_token_type|missing_scope|no_permission|socket_mode_not_enabled|forbidden_team)$/;
/** The most that Slack can ask for with Retry-After: longer would be a mistake. */
const LONGEST_WAIT_S = 300;

export class ConnectionOpener {
  readonly #parts: OpenerParts;
  readonly #stop = new AbortController();

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** Nothing more is asked; whoever waits for an answer waits for ever, and is forgotten with its socket. */
  stop(): void {
    this.#stop.abort();
  }

  readonly fetch: SlackFetch = async (url, init) => {
    const { state, limits } = this.#parts;
    const pause = new RetryPause(limits.retryFirstMs, this.#stop.signal);
    while (!this.#stop.signal.aborted) {
      let answer: Answer | undefined;
      const judged = await this.#ask(
        () => this.#parts.fetch(url, init),
        (good) => {
          answer = good;
        },
      );
      if (this.#stop.signal.aborted) break;
      if (judged.kind === 'good' && answer !== undefined) return answer;
      if (judged.kind === 'bad') {
        state.become({ kind: judged.refused ? 'refused' : 'unreachable', why: judged.why });
        const atLeast = Number(answer?.headers.get('retry-after') ?? 0);
        await pause
          .wait(
            judged.refused ? limits.refusedRetryMs : limits.retryMostMs,
            judged.refused ? limits.refusedRetryMs : Math.min(atLeast, LONGEST_WAIT_S) * 1000 || 0,
          )
          .catch(() => undefined);
      }
    }
    return new Promise<never>(() => undefined);
  };

  async #ask(call: () => Promise<Answer>, keep: (answer: Answer) => void): Promise<Judged> {
    try {
      const answer = await call();
      keep(answer);
      if (answer.status !== 200) return bad(`Slack answered HTTP ${answer.status}`);
      return judge(await answer.text());
    } catch (error) {
      return bad(wordFailure(error, this.#parts.scrub));
    }
  }
}

const bad = (why: string, refused = false): Judged => ({ kind: 'bad', why, refused });

function judge(text: string): Judged {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad("Slack's answer was unreadable");
  }
  const { ok, url, error } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (ok === true) {
    const good = typeof url === 'string' && /^wss?:/.test(url) && URL.canParse(url);
    return good ? { kind: 'good' } : bad("Slack's answer names no socket");
  }
  const name = typeof error === 'string' && /^[a-z0-9_]+$/.test(error) ? error : 'something unreadable';
  return bad(`Slack answered ${name}`, REFUSED.test(name));
}
