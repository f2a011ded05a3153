// Puts the desk together: memory from what is durable, start-up as recovery, and the Desk port with one function behind each ask.
import type { Notice } from '../domain/event.ts';
import { CLEAR_LATCH } from '../domain/kill-switch.ts';
import type { Mode } from '../domain/mode.ts';
import { failure, success } from '../domain/result.ts';
import { ACTIVE } from '../domain/trading-state.ts';
import type { Desk } from '../ports/desk.ts';
import type { LedgerChange } from '../ports/ledger.ts';
import { acknowledge } from './alerts/acknowledge.ts';
import { mute } from './alerts/mute.ts';
import { setThreshold, thresholdsFrom } from './alerts/set-threshold.ts';
import { findProposal } from './cards/find-proposal.ts';
import { resolveUnknown } from './execution/executing.ts';
import { healthOf } from './health.ts';
import { keepPositions, pullKillSwitch } from './kill/kill-desk.ts';
import { minuteStroke } from './minute.ts';
import { gateLines } from './modes/gate.ts';
import { pause, resume } from './modes/pausing.ts';
import { resetLatch } from './modes/reset.ts';
import { holdToVenues } from './modes/same-venue.ts';
import { switchMode } from './modes/switch-mode.ts';
import { adjust } from './proposals/adjust.ts';
import { approve, reject } from './proposals/approving.ts';
import { proposeBestStep, proposeClose, proposeCut } from './proposals/propose-asked.ts';
import { proposeLeverage, proposeMargin, proposeStop } from './proposals/propose-setting.ts';
import { modelAsks } from './questions/model-asks.ts';
import { simulateBook } from './questions/simulate-book.ts';
import { scenariosOf, stressTest } from './questions/stress-test.ts';
import { whatIf } from './questions/what-if.ts';
import { recover } from './recover.ts';
import { askedReport } from './report/asked-report.ts';
import { latestTrades, profitAndLoss } from './report/profit-and-loss.ts';
import type { RunningDesk } from './running-desk.ts';
import { commit } from './state/commit.ts';
import type { DeskContext, DeskMemory, DeskPorts, Venues } from './state/context.ts';
import { Jobs } from './state/jobs.ts';
import type { DeskSettings } from './state/settings.ts';
import { viewOf } from './state/view.ts';
import { WriterQueue } from './state/writer-queue.ts';
import { endStopAsked } from './stops/end-stop.ts';
import { heardLately } from './watch/heard-lately.ts';
import { listenToAll } from './watch/listen.ts';
import { watchOnce } from './watch/watch.ts';

/** Running work may finish its present step within this time when the desk stops. */
const STOP_WITHIN_MS = 5_000;

export interface DeskOptions {
  readonly ports: DeskPorts;
  readonly settings: DeskSettings;
  readonly venues: Venues;
  /** The stores could not be trusted at start: the desk observes and alerts only, until an admin decides. */
  readonly safeMode?: string;
  /** The change that makes an admin's decision to go on last; without one the desk stays SAFE until it is started again. */
  readonly leaveSafeMode?: LedgerChange;
  /** What was found and mended before the desk was opened, and is to be told. */
  readonly findings?: readonly Notice[];
  /** Crash tests throw in it; absent otherwise. */
  readonly crashPoint?: (step: string) => void;
}

/**
 * Opens the accounts of the persisted mode, recovers what was under way, and answers when people may speak to the
 * desk. Accounts that cannot be opened leave it in SAFE: it shows and alerts, and sends nothing.
 */
export async function openDesk(options: DeskOptions): Promise<RunningDesk> {
  const context = freshContext(options);
  const isFirstStart = await chooseMode(context);
  await recover(context);
  if (isFirstStart) await beginInMode(context);
  await holdToVenues(context);
  await tellStart(context, options.findings ?? []);
  context.memory.endListening = listenToAll(context);
  return {
    context,
    desk: deskOf(context),
    async check() {
      await watchOnce(context);
      await resolveUnknown(context);
    },
    minute: () => minuteStroke(context),
    settled: () => context.jobs.settled(),
    stop: () => stop(context),
  };
}

function freshContext(options: DeskOptions): DeskContext {
  const { ports, settings, venues, safeMode, leaveSafeMode, crashPoint } = options;
  const stored = thresholdsFrom(settings.thresholds, ports.preferences.current().thresholds);
  if (stored.ignored.length > 0) {
    ports.log.warn({ ignored: stored.ignored }, 'stored thresholds do not fit and are left out');
  }
  const memory: DeskMemory = {
    mode: settings.firstMode,
    trading: ACTIVE,
    latch: CLEAR_LATCH,
    killing: false,
    ...(safeMode === undefined ? {} : { safeMode }),
    ...(leaveSafeMode === undefined ? {} : { leaveSafeMode }),
    thresholds: stored.thresholds,
    startedAt: ports.clock.now(),
    tradesToday: { day: '', count: 0 },
    accounts: new Map(),
    alerts: new Map(),
    proposals: new Map(),
  };
  return {
    ports,
    settings,
    accounts: [],
    venues,
    jobs: new Jobs(ports.clock, ports.log),
    crashPoint: crashPoint ?? (() => undefined),
    memory,
    writer: new WriterQueue(),
  };
}

/** Opens the accounts of the persisted mode. Answers whether this is a first start: then no mode was ever persisted. */
async function chooseMode(context: DeskContext): Promise<boolean> {
  const { memory, ports, settings } = context;
  const stored = await ports.ledger.value('mode');
  if (!stored.ok) {
    memory.safeMode = `the ledger cannot be read: ${stored.error.message}`;
    await openAccounts(context, settings.firstMode);
    return false;
  }
  const persisted = stored.value;
  const isKnown = persisted === 'paper' || persisted === 'real';
  await openAccounts(context, isKnown ? persisted : 'paper');
  return !isKnown;
}

/** A first start in real mode passes the same gate as a switch, or begins in paper and says why. */
async function beginInMode(context: DeskContext): Promise<void> {
  const { ports, settings } = context;
  const missing = settings.firstMode === 'real' ? await missingForReal(context) : undefined;
  if (missing?.length === 0) await openAccounts(context, 'real');
  const { mode } = context.memory;
  const changes: LedgerChange[] = [
    { kind: 'value', name: 'mode', value: mode },
    { kind: 'journal', entry: { type: 'mode', at: ports.clock.now(), by: 'desk', data: { mode } } },
  ];
  if (missing !== undefined && missing.length > 0) {
    changes.push({
      kind: 'tell',
      lane: 'normal',
      topic: 'mode',
      event: { kind: 'notice', notice: { code: 'real-refused', missing } },
    });
  }
  await commit(context, changes);
}

async function missingForReal(context: DeskContext): Promise<readonly string[]> {
  const lines = await gateLines(context);
  if (!lines.ok) return [lines.error.message];
  return lines.value.filter((line) => !line.met).map((line) => line.name);
}

async function openAccounts(context: DeskContext, mode: Mode): Promise<void> {
  context.memory.mode = mode;
  const opened = await context.venues.open(mode);
  if (opened.ok) {
    context.accounts = opened.value;
    return;
  }
  context.memory.safeMode ??= `the ${mode} accounts cannot be opened: ${opened.error.message}`;
  context.ports.log.error({ mode, fault: opened.error.code }, 'the accounts cannot be opened');
}

async function tellStart(context: DeskContext, findings: readonly Notice[]): Promise<void> {
  const { memory, ports } = context;
  const { origin } = ports.preferences;
  const restored =
    origin.kind === 'restored'
      ? [{ code: 'preferences-restored' as const, from: origin.from, reason: origin.reason }]
      : [];
  const awaits = memory.leaveSafeMode === undefined ? {} : { awaitsReset: true as const };
  const safe =
    memory.safeMode === undefined ? [] : [{ code: 'safe-mode' as const, reason: memory.safeMode, ...awaits }];
  const done = await commit(
    context,
    [...findings, ...restored, ...safe].map((notice) => ({
      kind: 'tell' as const,
      lane: 'normal' as const,
      topic: `desk:${notice.code}`,
      event: { kind: 'notice' as const, notice },
    })),
  );
  if (!done.ok) ports.log.error({ fault: done.error.code }, 'the start could not be told');
}

/** Everything under way ends at its next durable step; what is unknown is looked up at the next start. */
async function stop(context: DeskContext): Promise<void> {
  const { memory, ports } = context;
  memory.stopping = true;
  memory.endListening?.();
  await commit(context, [
    {
      kind: 'tell',
      lane: 'low',
      topic: 'desk:stopping',
      event: { kind: 'notice', notice: { code: 'stopping' } },
    },
  ]);
  const patience = new AbortController();
  const waited = ports.clock.sleep(STOP_WITHIN_MS, patience.signal).catch(() => undefined);
  await Promise.race([context.jobs.settled(), waited]);
  patience.abort();
  await Promise.all(context.accounts.map(({ exchange }) => exchange.close()));
}

function deskOf(context: DeskContext): Desk {
  const { clock, ledger } = context.ports;
  return {
    ...modelAsks(context),
    view: () => viewOf(context),
    trades: (limit) => latestTrades(context, limit),
    profitAndLoss: (period) => profitAndLoss(context, period),
    report: (date) => askedReport(context, date),
    async journal(limit) {
      const lines = await ledger.journalEntries(limit);
      return lines.ok ? lines : failure({ kind: 'fault', fault: lines.error });
    },
    health: () => healthOf(context),
    async streamMessages(limit, stream) {
      return success(heardLately(context, limit, stream));
    },
    async gate() {
      const lines = await gateLines(context);
      return lines.ok ? lines : failure({ kind: 'fault', fault: lines.error });
    },
    scenarios: () => scenariosOf(context),
    stress: (question, run) => stressTest(context, question, run),
    monteCarlo: (question, run) => simulateBook(context, question, run),
    whatIf: (question, run) => whatIf(context, question, run),
    proposal: (codeOrId) => findProposal(context, codeOrId),
    proposeCut: (ask, cut) => proposeCut(context, ask, cut),
    proposeClose: (ask, close) => proposeClose(context, ask, close),
    proposeBestStep: (ask) => proposeBestStep(context, ask),
    proposeStop: (ask, position, stop) => proposeStop(context, ask, position, stop),
    proposeLeverage: (ask, position, leverage) => proposeLeverage(context, ask, position, leverage),
    proposeMargin: (ask, position, amount) => proposeMargin(context, ask, position, amount),
    endStop: (ask, position) => endStopAsked(context, ask, position),
    adjust: (ask, codeOrId, how) => adjust(context, ask, codeOrId, how),
    approve: (ask, codeOrId, shownHash) => approve(context, ask, codeOrId, shownHash),
    reject: (ask, codeOrId) => reject(context, ask, codeOrId),
    acknowledge: (ask, code) => acknowledge(context, ask, code),
    mute: (ask, durationMs, code) => mute(context, ask, durationMs, code),
    setThreshold: (ask, metric, level, value) => setThreshold(context, ask, metric, level, value),
    kill: (ask, scope, goal, reason, drill) =>
      pullKillSwitch(context, ask, scope, goal, reason, drill ?? false),
    keepPositions: (ask) => keepPositions(context, ask),
    reset: (ask, code, force) => resetLatch(context, ask, code, force),
    pause: (ask) => pause(context, ask),
    resume: (ask) => resume(context, ask),
    switchMode: (ask, mode, code) => switchMode(context, ask, mode, code),
    note(ask, command, outcome) {
      const { name, platform, platformId } = ask.actor;
      const data = { ask: ask.id, command, outcome, platform, platformId };
      void commit(context, [
        { kind: 'journal', entry: { type: 'command', at: clock.now(), by: name, data } },
      ]);
    },
    loginFailure(platform, hashedId) {
      void commit(context, [
        {
          kind: 'journal',
          entry: { type: 'login-failure', at: clock.now(), by: hashedId, data: { platform, hashedId } },
        },
      ]);
    },
  };
}
