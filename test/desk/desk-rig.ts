// A desk without people: context, simulated venue, clock, ledger and history in memory, driven by hand.
import { createHash } from 'node:crypto';
import type { DeskOptions } from '../../src/desk/open-desk.ts';
import type { DeskAccount, DeskContext } from '../../src/desk/state/context.ts';
import { Jobs } from '../../src/desk/state/jobs.ts';
import type { DeskSettings } from '../../src/desk/state/settings.ts';
import { WriterQueue } from '../../src/desk/state/writer-queue.ts';
import { watchOnce } from '../../src/desk/watch/watch.ts';
import type { Ask, Role } from '../../src/domain/actor.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { DeskEvent } from '../../src/domain/event.ts';
import { CLEAR_LATCH } from '../../src/domain/kill-switch.ts';
import { DEFAULT_LIMITS } from '../../src/domain/limits.ts';
import type { Mode } from '../../src/domain/mode.ts';
import { type ApprovalPolicy, legsOf, type Proposal } from '../../src/domain/proposal.ts';
import { success } from '../../src/domain/result.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import { ACTIVE } from '../../src/domain/trading-state.ts';
import type { Calendar } from '../../src/ports/calendar.ts';
import type { KillFile } from '../../src/ports/kill-file.ts';
import type { Candle, CandleSource } from '../../src/ports/market-feed.ts';
import type { PreferencesContent } from '../../src/ports/preferences.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { FakeHistory } from '../support/fake-history.ts';
import { FakeIds } from '../support/fake-ids.ts';
import { FakeLedger } from '../support/fake-ledger.ts';
import { InlineWorkers } from '../support/inline-workers.ts';
import { SilentLog } from '../support/silent-log.ts';
import { SimExchange } from '../support/sim-exchange.ts';
import { SimVenue } from '../support/sim-venue.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const POLICY: ApprovalPolicy = {
  role: 'trader',
  quorum: 1,
  proposerMayApprove: true,
  ttlMs: 5 * MINUTE,
  executeWithinMs: 2 * MINUTE,
  priceTolerance: 0.02,
  slippageCap: 0.01,
  unanswered: 'escalate',
  escalateEveryMs: MINUTE,
};

export const SETTINGS: DeskSettings = {
  firstMode: 'paper',
  checkIntervalMs: 5 * SECOND,
  reconcileIntervalMs: MINUTE,
  limits: DEFAULT_LIMITS,
  sizing: {
    riskPerTrade: 0.005,
    kellyFraction: 0.25,
    kellyLimit: 0.02,
    dailyBudget: 0.02,
    leverage: {
      min: 1,
      max: 10,
      window: 20,
      markets: {
        BTCUSDT: { base: 5, target: 0.025 },
        ETHUSDT: { base: 3, target: 0.03 },
        others: { base: 2, target: 0.04 },
      },
    },
    largestWeight: 0.4,
  },
  thresholds: DEFAULT_THRESHOLDS,
  people: [{ name: 'ann', role: 'admin' }],
  policies: {
    reduce: POLICY,
    close: POLICY,
    'add-margin': POLICY,
    'set-leverage': POLICY,
    'place-stop': POLICY,
  },
  twoPersonNotional: '100000',
  responses: {
    emergencyCutShare: 0.5,
    criticalCutShare: 0.3,
    addMarginShare: 0.2,
    valueAtRiskCutShare: 0.25,
    coolDownMs: 10 * MINUTE,
  },
  alerts: {
    deduplicateMs: 5 * MINUTE,
    repeatEmergencyMs: MINUTE,
    groupFrom: 3,
    contacts: ['Kim', 'Lee'],
  },
  report: { timezone: 'UTC', hour: 9, minute: 0 },
  venue: {
    healthEveryMs: 30 * SECOND,
    maintenance: { windows: [], noEntriesBeforeMs: HOUR, flattenBeforeMs: 10 * MINUTE },
    countdownMs: null,
  },
  gate: { minTrades: 100, minWinRate: 0.55, maxDrawdown: 0.2, minDays: 30, drillWithinDays: 30 },
  oneTimeCodes: false,
  outageAfterFailures: 3,
};

/** Zones as fixed offsets in hours (`+9`), or `UTC`. */
export const CALENDAR: Calendar = {
  localDate(at, zone) {
    const local = new Date(at + offset(zone));
    const date = local.toISOString().slice(0, 10);
    return { date, hour: local.getUTCHours(), minute: local.getUTCMinutes() };
  },
  startOfLocalDay: (date, zone) => Date.parse(`${date}T00:00:00Z`) - offset(zone),
};
const offset = (zone: string): number => (zone === 'UTC' ? 0 : Number(zone) * HOUR);

/** Daily candles that move up and down by `swing`, so that the tail figures are known and small. */
export function candles(swing = 0.005, bars = 200): CandleSource {
  return {
    async candles(_symbol, timeframe, until, limit) {
      if (timeframe !== '1d') return success([]);
      const last = Math.floor(until / DAY) * DAY - DAY;
      const rows = Array.from({ length: Math.min(bars, limit) }, (_, index): Candle => {
        const at = last - (Math.min(bars, limit) - 1 - index) * DAY;
        const close = 100 * (1 + (index % 2 === 0 ? swing : 0));
        return [at, close, close, close, close, 1];
      });
      return success(rows);
    },
  };
}

export interface RigOptions {
  readonly mode?: Mode;
  readonly settings?: Partial<DeskSettings>;
  readonly venue?: SimVenue;
  readonly clock?: FakeClock;
  readonly killFile?: KillFile;
  /** Instead of the one simulated account. */
  readonly accounts?: readonly DeskAccount[];
}

export class DeskRig {
  readonly clock: FakeClock;
  readonly ledger: FakeLedger;
  readonly history = new FakeHistory();
  readonly log = new SilentLog();
  readonly ids = new FakeIds();
  readonly workers = new InlineWorkers();
  readonly venue: SimVenue;
  readonly exchange: SimExchange;
  readonly context: DeskContext;
  preferences: PreferencesContent = { version: 1, people: {}, thresholds: {} };
  #asks = 0;
  #heard = 0;

  constructor(options: RigOptions = {}) {
    this.clock = options.clock ?? new FakeClock();
    this.ledger = new FakeLedger(this.clock);
    this.venue = options.venue ?? new SimVenue();
    this.exchange = new SimExchange(this.clock, this.venue);
    const rig = this;
    this.context = {
      ports: {
        ledger: this.ledger,
        history: this.history,
        preferences: {
          origin: { kind: 'fresh' },
          current: () => rig.preferences,
          async update(change) {
            rig.preferences = change(rig.preferences);
            return success(undefined);
          },
        },
        clock: this.clock,
        calendar: CALENDAR,
        ids: this.ids,
        digest: { sha256: (text) => createHash('sha256').update(text).digest('hex') },
        scheduler: { everyMinute: () => () => undefined },
        log: this.log,
        killFile: options.killFile ?? {
          write: async () => success(undefined),
          read: async () => success(undefined),
          archive: async () => success(undefined),
          report: async (name) => success(name),
        },
        codes: { enrolled: () => true, verify: () => undefined },
        workers: this.workers,
      },
      settings: { ...SETTINGS, ...options.settings },
      accounts: options.accounts ?? [{ name: 'main', exchange: this.exchange, candles: candles() }],
      venues: { open: async () => success([]) },
      jobs: new Jobs(this.clock, this.log),
      crashPoint: () => undefined,
      memory: {
        mode: options.mode ?? 'paper',
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

  /** A BTC long in cross mode, 0.5 at 60,000 with 4,000 USDT behind it: liquidated somewhat above 52,500. */
  withBtcLong(wallet = '4000', quantity = '0.5'): this {
    this.venue.list('BTCUSDT', '60000');
    this.venue.crossWallet = new Decimal(wallet);
    this.venue.hold({ symbol: 'BTCUSDT', side: 'long', quantity });
    return this;
  }

  mark(symbol: string, price: number): this {
    this.venue.marks.set(symbol, new Decimal(price));
    return this;
  }

  /** One pass of the watch, then time moves on. */
  async pass(afterMs = 5 * SECOND): Promise<void> {
    await watchOnce(this.context);
    await this.clock.advance(afterMs);
    await settle(2);
  }

  async passes(count: number, afterMs = 5 * SECOND): Promise<void> {
    for (let each = 0; each < count; each += 1) await this.pass(afterMs);
  }

  ask(name = 'ann', role: Role = 'trader'): Ask {
    this.#asks += 1;
    const actor = { name, role, platform: 'terminal', platformId: name } as const;
    return { id: `ask-${this.#asks}`, actor, at: this.clock.now() };
  }

  /** What people were told since the last time this was asked. */
  heard(): DeskEvent[] {
    const rows = this.ledger.content.outbox.slice(this.#heard);
    this.#heard += rows.length;
    return rows.map((row) => row.event);
  }

  /** The same, in short words. */
  heardWords(): string[] {
    return this.heard().flatMap(wordsOf);
  }

  /** What openDesk needs, around the same ledger, venue and clock. */
  options(): DeskOptions {
    const { ports, settings } = this.context;
    return { ports, settings, venues: { open: async () => success(this.context.accounts) } };
  }

  get cards(): Proposal[] {
    return [...this.context.memory.proposals.values()];
  }
}

export function wordsOf(event: DeskEvent): string[] {
  switch (event.kind) {
    case 'alert':
      return [
        `${event.telling} ${event.alert.level} ${event.alert.metric}${event.contact === undefined ? '' : ` ${event.contact}`}`,
      ];
    case 'alerts':
      return [`together ${event.telling} ${event.alerts.map((alert) => alert.metric).join(' ')}`];
    case 'proposal': {
      const { content, state } = event.proposal;
      const { action } = content;
      const what =
        action.kind === 'add-margin'
          ? `${action.symbol} margin ${action.amount}`
          : legsOf(action)
              .map((leg) => `${leg.symbol} ${leg.quantity}`)
              .join(', ');
      return [
        `card ${state.kind} ${action.kind} ${what}${event.contact === undefined ? '' : ` ${event.contact}`}`,
      ];
    }
    case 'notice':
      return [`notice ${event.notice.code}`];
    default:
      return [event.kind];
  }
}
