// How it stands with Slack, for /health: receiving and calling are told apart, said plainly, and said once to the log.
import type { Log } from '../../ports/log.ts';
import type { Rooms } from './rooms.ts';

export type Receiving =
  | { readonly kind: 'starting' }
  | { readonly kind: 'connected' }
  /** Slack renews sockets every few hours: this is not a fault. */
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string }
  | { readonly kind: 'stopped' };

export class ConnectionState {
  readonly #rooms: Rooms;
  readonly #log: Log;
  #receiving: Receiving = { kind: 'starting' };
  #calls: string | undefined;
  #unstored = false;

  constructor(rooms: Rooms, log: Log) {
    this.#rooms = rooms;
    this.#log = log;
  }

  get kind(): Receiving['kind'] {
    return this.#receiving.kind;
  }

  become(next: Receiving): void {
    const before = this.#receiving.kind;
    if (before === 'stopped') return;
    this.#receiving = next;
    if (before === next.kind || next.kind === 'stopped' || next.kind === 'reconnecting') return;
    if (next.kind !== 'connected') this.#log.warn({ detail: word(next) }, 'Slack does not reach this bot');
    else if (before !== 'reconnecting') this.#log.info({}, 'connected with Slack');
  }

  /** How the last call of the Web API went: undefined went well. */
  called(failure: string | undefined): void {
    if (failure !== undefined && this.#calls === undefined) {
      this.#log.warn({ detail: failure }, 'calls to Slack fail');
    }
    this.#calls = failure;
  }

  /** Whether the last thing that came in could be stored. */
  stored(well: boolean): void {
    this.#unstored = !well;
  }

  /** Not ok: nothing comes in, calls fail, or no configured channel is left to write to. */
  health(): { readonly ok: boolean; readonly detail: string } {
    const { lost, configured } = this.#rooms;
    const nowhere = lost.length > 0 && lost.length === configured.length;
    const receives = this.kind === 'connected' || this.kind === 'reconnecting';
    const parts = [
      word(this.#receiving),
      ...(this.#calls === undefined || this.kind === 'stopped' ? [] : [this.#calls]),
      ...(this.#unstored ? ['what arrives cannot be stored; Slack sends it again'] : []),
      ...lost.map(({ room, why }) => `channel ${room} cannot be written to: ${why}`),
    ];
    const ok = receives && this.#calls === undefined && !this.#unstored && !nowhere;
    return { ok, detail: [...new Set(parts)].join('; ') };
  }
}

function word(receiving: Receiving): string {
  switch (receiving.kind) {
    case 'starting':
      return 'connecting with Slack';
    case 'connected':
      return 'connected with Slack';
    case 'reconnecting':
      return 'changing to a new socket with Slack';
    case 'refused':
      return `Slack does not take the app token: check SLACK_APP_TOKEN and that Socket Mode is on (${receiving.why})`;
    case 'unreachable':
      return `Slack does not answer: ${receiving.why}`;
    case 'stopped':
      return 'stopped';
    default:
      return receiving satisfies never;
  }
}
