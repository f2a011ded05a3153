// A desk that can die, over any exchanges: ledger, venue, kill file and clock outlive it, everything else is rebuilt from them
// at the next start. A crash is a throw at a named step; from then on the dead desk's calls reach nothing, like a killed process's.
import { createHash } from 'node:crypto';
import { type Draft, freeze, proposalChanges } from '../../src/desk/cards/draft-proposal.ts';
import { resolveUnknown } from '../../src/desk/execution/executing.ts';
import { recover } from '../../src/desk/recover.ts';
import { commit } from '../../src/desk/state/commit.ts';
import type { DeskAccount, DeskContext } from '../../src/desk/state/context.ts';
import { Jobs } from '../../src/desk/state/jobs.ts';
import type { DeskSettings } from '../../src/desk/state/settings.ts';
import { WriterQueue } from '../../src/desk/state/writer-queue.ts';
import type { Ask, Role } from '../../src/domain/actor.ts';
import { CLEAR_LATCH } from '../../src/domain/kill-switch.ts';
import type { Mode } from '../../src/domain/mode.ts';
import type { PlannedLeg, Proposal, ProposalEffect, ProposalReason } from '../../src/domain/proposal.ts';
import { failure, success } from '../../src/domain/result.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { ACTIVE } from '../../src/domain/trading-state.ts';
import type { Codes } from '../../src/ports/codes.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { CALENDAR, candles, SETTINGS } from '../desk/desk-rig.ts';
import type { FakeClock } from './fake-clock.ts';
import { FakeHistory } from './fake-history.ts';
import { FakeIds } from './fake-ids.ts';
import { FakeKillFile } from './fake-kill-file.ts';
import { FakeLedger } from './fake-ledger.ts';
import { InlineWorkers } from './inline-workers.ts';
import { SilentLog } from './silent-log.ts';
import { fault } from './sim-faults.ts';

class Crash extends Error {}

/** Die at the nth time that a step is passed. */
export interface CrashPlan {
  readonly step: string;
  readonly occurrence?: number;
}

const NOTHING_KNOWN: ProposalEffect = {
  liquidationDistance: { now: 0.046, after: 0.098 },
  marginRatio: { now: 0.92, after: 0.58 },
  valueAtRisk: { now: null, after: null },
};

export interface DeskLifeOptions {
  readonly mode?: Mode;
  readonly settings?: Partial<DeskSettings>;
  readonly codes?: Codes;
  /** How often the desk looks after what nobody drives. */
  readonly passEveryMs?: number;
}

export class LivingDesk<E extends Exchange> {
  readonly clock: FakeClock;
  readonly ledger: FakeLedger;
  readonly killFile = new FakeKillFile();
  readonly history = new FakeHistory();
  readonly log = new SilentLog();
  readonly ids = new FakeIds();
  readonly exchanges: E[];
  readonly real: E[];
  /** Every step that was passed, in order, over all lives. */
  readonly steps: string[] = [];
  crashes: CrashPlan[] = [];
  deaths = 0;
  context: DeskContext;
  #life = { dead: false };
  #seen = new Map<string, number>();
  #asks = 0;
  #nextPassAt = 0;
  readonly #options: DeskLifeOptions;

  /** `exchanges` trade in the mode that it begins in; `real` are there for a change of mode. */
  constructor(clock: FakeClock, exchanges: E[], options: DeskLifeOptions = {}, real: E[] = []) {
    this.#options = options;
    this.clock = clock;
    this.ledger = new FakeLedger(clock);
    this.exchanges = exchanges;
    this.real = real;
    this.context = this.#birth();
  }

  get exchange(): E {
    return this.exchanges[0] as E;
  }

  get isDead(): boolean {
    return this.#life.dead;
  }

  /** The process is gone; what it had begun at the venue or the disk may still arrive. */
  die(): void {
    this.#life.dead = true;
    this.deaths += 1;
  }

  /** A new process over the same disk and venue. Without recovery, which may die as well. */
  rebirth(): DeskContext {
    this.context = this.#birth();
    return this.context;
  }

  #birth(): DeskContext {
    const life = { dead: false };
    this.#life = life;
    this.#seen = new Map();
    const alive = <T extends object>(target: T): T => mortal(target, life);
    const clock = alive(this.clock);
    const log = this.log;
    const accounts = (list: readonly E[]): DeskAccount[] =>
      list.map((exchange) => ({ name: exchange.account, exchange: alive(exchange), candles: candles() }));
    const mode = (this.ledger.content.values.get('mode') ?? this.#options.mode ?? 'paper') as Mode;
    const byMode = { paper: this.exchanges, real: this.real };
    return {
      ports: {
        ledger: alive(this.ledger),
        killFile: alive(this.killFile),
        history: this.history,
        preferences: {
          origin: { kind: 'fresh' },
          current: () => ({ version: 1, people: {}, thresholds: {} }),
          update: async () => success(undefined),
        },
        clock,
        calendar: CALENDAR,
        ids: this.ids,
        digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
        scheduler: { everyMinute: () => () => undefined },
        log,
        codes: this.#options.codes ?? { enrolled: () => true, verify: () => undefined },
        workers: new InlineWorkers(),
      },
      settings: { ...SETTINGS, ...this.#options.settings },
      accounts: accounts(mode === 'real' && this.real.length > 0 ? this.real : this.exchanges),
      venues: {
        open: async (wanted) => {
          const list = byMode[wanted];
          return list.length === 0 ? failure(fault('AUTH_LOST')) : success(accounts(list));
        },
      },
      jobs: new Jobs(clock, log),
      crashPoint: (step) => this.#step(step, life),
      memory: {
        mode,
        trading: ACTIVE,
        latch: CLEAR_LATCH,
        killing: false,
        thresholds: DEFAULT_THRESHOLDS,
        startedAt: this.clock.now(),
        tradesToday: { day: '', count: 0 },
        accounts: new Map(),
        alerts: new Map(),
        proposals: new Map(),
      },
      writer: new WriterQueue(),
    };
  }

  #step(step: string, life: { dead: boolean }): void {
    if (life.dead) throw new Crash(step);
    this.steps.push(step);
    const seen = (this.#seen.get(step) ?? 0) + 1;
    this.#seen.set(step, seen);
    const [plan] = this.crashes;
    if (plan === undefined || plan.step !== step || (plan.occurrence ?? 1) !== seen) return;
    this.crashes.shift();
    this.die();
    throw new Crash(step);
  }

  /** Runs something that may die on the way; undefined when it did, or when it waits longer than the time given. */
  async attempt<T>(work: () => Promise<T>, patienceMs = 20_000): Promise<T | undefined> {
    let done: { readonly value: T } | undefined;
    let thrown: { readonly error: unknown } | undefined;
    const started = (async () => work())().then(
      (value) => {
        done = { value };
      },
      (error: unknown) => {
        thrown = { error };
      },
    );
    void started;
    await this.clock.advance(0);
    for (let waited = 0; waited < patienceMs && done === undefined && thrown === undefined; waited += 500) {
      if (this.isDead) return undefined;
      await this.clock.advance(500);
    }
    if (thrown !== undefined && !(thrown.error instanceof Crash)) throw thrown.error;
    return done?.value;
  }

  /** Time passes with a check pass every second unless told; whenever the desk is dead it is started again and recovers. */
  async live(milliseconds: number): Promise<void> {
    const until = this.clock.now() + milliseconds;
    while (this.clock.now() < until || this.isDead) {
      if (this.isDead) {
        this.rebirth();
        await this.attempt(() => recover(this.context));
        continue;
      }
      if (this.clock.now() >= this.#nextPassAt) {
        this.#nextPassAt = this.clock.now() + (this.#options.passEveryMs ?? 1_000);
        await this.attempt(() => resolveUnknown(this.context));
      }
      await this.clock.advance(1_000);
    }
  }

  ask(name = 'Kim', role: Role = 'trader'): Ask {
    this.#asks += 1;
    const actor = { name, role, platform: 'telegram', platformId: name } as const;
    return { id: `ask-${this.#asks}`, actor, at: this.clock.now(), messageId: `m${this.#asks}` };
  }

  leg(changes: Partial<PlannedLeg> = {}): PlannedLeg {
    return {
      symbol: 'BTCUSDT',
      positionSide: 'long',
      side: 'sell',
      type: 'market',
      quantity: '0.25',
      positionBefore: '0.5',
      targetAfter: '0.25',
      marginMode: 'cross',
      referencePrice: '60000',
      slippage: 0.0005,
      feeRate: 0.0005,
      ...changes,
    };
  }

  /** A card as the desk shows it, committed. */
  async card(
    changes: Partial<Draft> & {
      readonly legs?: readonly PlannedLeg[];
      readonly policy?: Partial<Proposal['content']['policy']>;
    } = {},
  ): Promise<Proposal> {
    const { legs, policy, ...draft } = changes;
    const asked: ProposalReason = { kind: 'asked', by: 'Lee' };
    const drafted = freeze(
      policy === undefined
        ? this.context
        : {
            ...this.context,
            settings: {
              ...this.context.settings,
              policies: {
                ...SETTINGS.policies,
                reduce: { ...SETTINGS.policies.reduce, ...policy },
                close: { ...SETTINGS.policies.close, ...policy },
                'add-margin': { ...SETTINGS.policies['add-margin'], ...policy },
              },
            },
          },
      {
        source: `card ${this.ids.nonce()}`,
        account: this.exchange.account,
        action: { kind: 'reduce', legs: legs ?? [this.leg()] },
        reason: asked,
        effect: NOTHING_KNOWN,
        proposedBy: 'Lee',
        ...draft,
      },
    );
    const done = await commit(this.context, proposalChanges(this.context, drafted));
    if (!done.ok) throw new Error(done.error.message);
    return drafted;
  }

  /** The durable row. */
  stored(proposal: Proposal): Proposal {
    const row = this.ledger.content.proposals.get(proposal.content.id);
    if (row === undefined) throw new Error('no such proposal');
    return row;
  }
}

/** The object as a process sees it: once the process is dead no call begins and no answer comes back. */
function mortal<T extends object>(target: T, life: { readonly dead: boolean }): T {
  const never = new Promise<never>(() => undefined);
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property, object);
      if (property === 'urgent') return mortal(value as object, life);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        if (life.dead) return never;
        const answer: unknown = value.apply(object, args);
        if (!(answer instanceof Promise)) return answer;
        return answer.then(
          (result) => (life.dead ? never : result),
          (error: unknown) => (life.dead ? never : Promise.reject(error)),
        );
      };
    },
  });
}
