// A desk that shows canned views and decides presses on its one card as the real one does; it writes down everything it is asked.
import type { Ask } from '../../src/domain/actor.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { CLEAR_LATCH, type KillScope, type Latch } from '../../src/domain/kill-switch.ts';
import type { Mode } from '../../src/domain/mode.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import { decidedRefusal } from '../../src/domain/proposal-life.ts';
import type { Refusal } from '../../src/domain/refusal.ts';
import { failure, success } from '../../src/domain/result.ts';
import type { TradingState } from '../../src/domain/trading-state.ts';
import type {
  LongRun,
  MonteCarloQuestion,
  StressQuestion,
  WhatIfQuestion,
} from '../../src/ports/book-questions.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Answer, Declined, Desk, DeskView, GateLine, HeardMessage } from '../../src/ports/desk.ts';
import type { ModelAsks } from '../../src/ports/model-asks.ts';
import { SCENARIOS } from '../../src/risk/simulation/scenarios.ts';
import { cannedMonteCarlo, cannedStress, cannedWhatIf } from './canned-answers.ts';
import { cannedAlert, cannedProposal, cannedReport, cannedView, haltedLatch } from './canned-desk.ts';
import { cannedModels } from './canned-models.ts';

export interface Asked {
  readonly what: string;
  readonly by: string;
  readonly details: readonly unknown[];
}

export const declinedWith = (...refusals: readonly Refusal[]): Declined => ({ kind: 'refused', refusals });

/** What comes after the ask. */
type After<Name extends keyof Desk> = Parameters<Desk[Name]> extends [Ask, ...infer More] ? More : never;

export class FakeDesk implements Desk {
  readonly asked: Asked[] = [];
  readonly notes: { readonly by: string; readonly command: string; readonly outcome: string }[] = [];
  loginFailures = 0;
  /** The next asks of this name are declined. */
  readonly declines = new Map<string, Declined>();
  /** The next asks of this name throw. */
  readonly bugs = new Set<string>();
  current: DeskView = cannedView;
  heard: readonly HeardMessage[] = [];
  gateLines: readonly GateLine[] = [
    { name: 'trades', value: '120', target: '100', met: true },
    { name: 'win-rate', value: '57 %', target: '55 %', met: true },
    { name: 'drill', value: '41 d', target: '30 d', met: false },
  ];
  /** What answers questions to the models: by default the desk's own models on the canned book. */
  models: ModelAsks | undefined;
  /** Long runs take as long as this is set. */
  holdsRuns = false;
  /** The long runs that were held, to be moved on by hand. */
  readonly runs: LongRun[] = [];
  readonly #released = Promise.withResolvers<void>();
  readonly #clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** How often something was asked. */
  count(what: string): number {
    return this.asked.filter((each) => each.what === what).length;
  }

  /** Puts the card on the table. */
  hold(proposal: Proposal = cannedProposal): void {
    this.current = { ...this.current, proposals: [proposal] };
  }

  view(): DeskView {
    return { ...this.current, at: this.#clock.now() };
  }

  trades(): ReturnType<Desk['trades']> {
    return this.#answer('trades', undefined, [], () => []);
  }
  profitAndLoss(period: string): ReturnType<Desk['profitAndLoss']> {
    return this.#answer('profitAndLoss', undefined, [period], () => ({
      from: this.#clock.now() - 86_400_000,
      to: this.#clock.now(),
      currency: 'USDT',
      realizedPnl: '-120.4',
      unrealizedPnl: '-66.2',
      fees: '8.1',
      funding: '-2.3',
      change: '-197',
      trades: 7,
      won: 4,
    }));
  }
  report(date?: string): ReturnType<Desk['report']> {
    return this.#answer('report', undefined, [date], () => cannedReport);
  }
  journal(): ReturnType<Desk['journal']> {
    return this.#answer('journal', undefined, [], () => [
      {
        sequence: 7,
        at: this.#clock.now(),
        entry: {
          type: 'command',
          at: this.#clock.now(),
          by: 'kim',
          data: { command: '/ack', outcome: 'done' },
        },
      },
    ]);
  }
  health(): ReturnType<Desk['health']> {
    return this.#answer('health', undefined, [], () => [{ name: 'paper', ok: true, detail: '12 ms' }]);
  }
  streamMessages(limit: number): ReturnType<Desk['streamMessages']> {
    return this.#answer('streamMessages', undefined, [limit], () => this.heard.slice(0, limit));
  }
  gate(): ReturnType<Desk['gate']> {
    return this.#answer('gate', undefined, [], () => this.gateLines);
  }
  scenarios(): ReturnType<Desk['scenarios']> {
    return SCENARIOS;
  }
  stress(question: StressQuestion, run?: LongRun): ReturnType<Desk['stress']> {
    return this.#long('stress', question, run, () => cannedStress(question.scenario));
  }
  monteCarlo(question: MonteCarloQuestion, run?: LongRun): ReturnType<Desk['monteCarlo']> {
    return this.#long('monteCarlo', question, run, () => cannedMonteCarlo(question.days, question.sims));
  }
  whatIf(question: WhatIfQuestion, run?: LongRun): ReturnType<Desk['whatIf']> {
    return this.#long('whatIf', question, run, () => cannedWhatIf(question));
  }
  proposal(code: string): ReturnType<Desk['proposal']> {
    const card = this.#card(code);
    return this.#answer('proposal', undefined, [code], () => card ?? this.#unknown(code));
  }
  proposeCut(ask: Ask, cut: Parameters<Desk['proposeCut']>[1]): ReturnType<Desk['proposeCut']> {
    return this.#answer('proposeCut', ask, [cut], () => this.#asked(ask));
  }
  proposeClose(ask: Ask, close: Parameters<Desk['proposeClose']>[1]): ReturnType<Desk['proposeClose']> {
    return this.#answer('proposeClose', ask, [close], () => [this.#asked(ask)]);
  }
  proposeBestStep(ask: Ask): ReturnType<Desk['proposeBestStep']> {
    return this.#answer('proposeBestStep', ask, [], () => this.#asked(ask));
  }
  proposeStop(ask: Ask, ...rest: After<'proposeStop'>): ReturnType<Desk['proposeStop']> {
    return this.#answer('proposeStop', ask, rest, () => this.#asked(ask));
  }
  proposeLeverage(ask: Ask, ...rest: After<'proposeLeverage'>): ReturnType<Desk['proposeLeverage']> {
    return this.#answer('proposeLeverage', ask, rest, () => this.#asked(ask));
  }
  proposeMargin(ask: Ask, ...rest: After<'proposeMargin'>): ReturnType<Desk['proposeMargin']> {
    return this.#answer('proposeMargin', ask, rest, () => this.#asked(ask));
  }
  endStop(ask: Ask, ...rest: After<'endStop'>): ReturnType<Desk['endStop']> {
    const stop = this.view().accounts.flatMap(({ stops }) => stops ?? [])[0];
    return this.#answer(
      'endStop',
      ask,
      rest,
      () => stop ?? declinedWith({ code: 'NOTHING_TO_DO', what: 'no stop' }),
    );
  }
  adjust(ask: Ask, code: string, how: 'halve' | 'smallest'): ReturnType<Desk['adjust']> {
    return this.#answer('adjust', ask, [code, how], () => this.#card(code) ?? this.#unknown(code));
  }
  approve(ask: Ask, code: string, hash?: string): ReturnType<Desk['approve']> {
    return this.#answer('approve', ask, [code, hash], () => {
      const card = this.#card(code);
      if (card === undefined) return this.#unknown(code);
      if (card.state.kind !== 'proposed') return declinedWith(decidedRefusal(card));
      const { name, platform, platformId } = ask.actor;
      const approvals = [
        ...card.approvals,
        { by: name, platform, platformId, at: ask.at, contentHash: card.contentHash },
      ];
      const missing = Math.max(0, card.content.policy.quorum - approvals.length);
      const next: Proposal = {
        ...card,
        approvals,
        state: missing === 0 ? { kind: 'approved', at: ask.at } : card.state,
        version: card.version + 1,
      };
      this.hold(next);
      return { proposal: next, missing };
    });
  }
  reject(ask: Ask, code: string): ReturnType<Desk['reject']> {
    return this.#answer('reject', ask, [code], () => {
      const card = this.#card(code);
      if (card === undefined) return this.#unknown(code);
      if (card.state.kind !== 'proposed') return declinedWith(decidedRefusal(card));
      const next: Proposal = { ...card, state: { kind: 'rejected', by: ask.actor.name, at: ask.at } };
      this.hold(next);
      return next;
    });
  }
  acknowledge(ask: Ask, code?: string): Answer<readonly Alert[]> {
    return this.#answer('acknowledge', ask, [code], () => [
      {
        ...cannedAlert,
        state: 'acknowledged' as const,
        acknowledgedBy: ask.actor.name,
        acknowledgedAt: ask.at,
      },
    ]);
  }
  mute(ask: Ask, durationMs: number, code?: string): Answer<readonly Alert[]> {
    return this.#answer('mute', ask, [durationMs, code], () => [cannedAlert]);
  }
  setThreshold(
    ask: Ask,
    ...given: Parameters<Desk['setThreshold']> extends [Ask, ...infer Rest] ? Rest : never
  ) {
    return this.#answer('setThreshold', ask, given, () => this.current.thresholds);
  }
  kill(ask: Ask, scope: KillScope, goal: 'halt' | 'flatten', reason: string, drill = false): Answer<Latch> {
    return this.#answer('kill', ask, [scope, goal, reason, drill], () => {
      const latch = { ...haltedLatch, scope, goal, drill, by: ask.actor.name };
      this.current = { ...this.current, latch };
      return latch;
    });
  }
  keepPositions(ask: Ask): Answer<Latch> {
    return this.#answer('keepPositions', ask, [], () => ({ ...haltedLatch, keptBy: ask.actor.name }));
  }
  reset(ask: Ask, code: string | undefined, force: boolean): Answer<Latch> {
    return this.#answer('reset', ask, [code, force], () => ({ ...CLEAR_LATCH, epoch: 1 }));
  }
  pause(ask: Ask): Answer<TradingState> {
    return this.#answer(
      'pause',
      ask,
      [],
      () => ({ kind: 'reducing', since: ask.at, reason: 'paused' }) as const,
    );
  }
  resume(ask: Ask): Answer<TradingState> {
    return this.#answer('resume', ask, [], () => ({ kind: 'active' }) as const);
  }
  switchMode(ask: Ask, mode: Mode, code: string | undefined): Answer<Mode> {
    return this.#answer('switchMode', ask, [mode, code], () => mode);
  }
  note(ask: Ask, command: string, outcome: string): void {
    this.notes.push({ by: ask.actor.name, command, outcome });
  }
  loginFailure(): void {
    this.loginFailures += 1;
  }

  readonly size: Desk['size'] = (ask) => this.#model('size', ask);
  readonly kelly: Desk['kelly'] = (ask) => this.#model('kelly', ask);
  readonly leverage: Desk['leverage'] = (ask) => this.#model('leverage', ask);
  readonly regime: Desk['regime'] = (ask) => this.#model('regime', ask);
  readonly correlation: Desk['correlation'] = (ask) => this.#model('correlation', ask);
  readonly budget: Desk['budget'] = (ask) => this.#model('budget', ask);
  readonly performance: Desk['performance'] = (ask) => this.#model('performance', ask);
  readonly allocation: Desk['allocation'] = (ask) => this.#model('allocation', ask);
  readonly tail: Desk['tail'] = (ask) => this.#model('tail', ask);

  async #model<Name extends keyof ModelAsks>(
    what: Name,
    ask: Parameters<ModelAsks[Name]>[0],
  ): Promise<Awaited<ReturnType<ModelAsks[Name]>>> {
    type Given = Awaited<ReturnType<ModelAsks[Name]>>;
    const asked = await this.#answer(what, undefined, [ask], () => undefined);
    if (!asked.ok) return asked as Given;
    this.models ??= cannedModels();
    return (await this.models[what](ask as never)) as Given;
  }

  #card(code: string): Proposal | undefined {
    return this.current.proposals.find((each) => each.code === code || each.content.id === code);
  }

  #unknown(card: string): Declined {
    return declinedWith({ code: 'PROPOSAL_UNKNOWN', card });
  }

  #asked(ask: Ask): Proposal {
    const proposal: Proposal = {
      ...cannedProposal,
      content: { ...cannedProposal.content, reason: { kind: 'asked', by: ask.actor.name } },
    };
    this.hold(proposal);
    return proposal;
  }

  /** Waits while runs are held; ends when nobody waits any more, as a worker does. */
  async #long<T>(what: string, question: unknown, run: LongRun = {}, value: () => T): Answer<T> {
    if (this.holdsRuns) {
      this.runs.push(run);
      const ended = new Promise<void>((resolve) => run.signal?.addEventListener('abort', () => resolve()));
      await Promise.race([this.#released.promise, ended]);
    }
    if (run.signal?.aborted === true) return failure(declinedWith({ code: 'RUN_CANCELLED', what }));
    return this.#answer(what, undefined, [question], value);
  }

  /** Every run that is held gets its answer. */
  release(): void {
    this.holdsRuns = false;
    this.#released.resolve();
  }

  async #answer<T>(
    what: string,
    ask: Ask | undefined,
    details: readonly unknown[],
    value: () => T | Declined,
  ): Answer<T> {
    this.asked.push({ what, by: ask?.actor.name ?? '', details });
    if (this.bugs.has(what)) throw new Error(`the desk has a bug in ${what}`);
    const declined = this.declines.get(what);
    if (declined !== undefined) return failure(declined);
    const given = value();
    return isDeclined(given) ? failure(given) : success(given as T);
  }
}

function isDeclined(value: unknown): value is Declined {
  const kind = (value as { kind?: string } | null)?.kind;
  return kind === 'refused' || kind === 'fault';
}
