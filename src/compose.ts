// Puts the product together: configuration and environment in, a running desk with its chats and its admin port out. The only place that knows both ends.
import { join } from 'node:path';
import { commands } from '../commands/index.ts';
import type { Config } from '../config/schema.ts';
import { TotpCodes } from './adapters/codes/totp-codes.ts';
import { CronScheduler } from './adapters/cron/cron-scheduler.ts';
import type { Scenario } from './adapters/feed/scenario.ts';
import { makeLog } from './adapters/pino/pino-log.ts';
import { SecretScrubber } from './adapters/pino/secret-scrubber.ts';
import { ZoneCalendar } from './adapters/system/calendar.ts';
import { DurableFile } from './adapters/system/durable-file.ts';
import { RandomIds, SeededIds } from './adapters/system/ids.ts';
import { watchKillFile } from './adapters/system/kill-watch.ts';
import { MarketClock } from './adapters/system/market-clock.ts';
import { NodeDigest } from './adapters/system/node-digest.ts';
import { SystemClock } from './adapters/system/system-clock.ts';
import { ThreadPool } from './adapters/workers/thread-pool.ts';
import type { ChatPlatform } from './chat/core/platform.ts';
import { type Chat, openChat } from './chat/open-chat.ts';
import { type AdminDoor, openAdminDoor } from './compose/admin-door.ts';
import { chatSettings } from './compose/chat-settings.ts';
import { deskSettings } from './compose/desk-settings.ts';
import { keepMarket, keptMarket, otherMarket } from './compose/kept-market.ts';
import { openMarket } from './compose/market.ts';
import { Pacer } from './compose/pacer.ts';
import { openPlatforms } from './compose/platforms.ts';
import { type Environment, registerSecrets } from './compose/secrets.ts';
import type { StartProblem } from './compose/start-problem.ts';
import { holdFolder, openStores, type Stores } from './compose/stores.ts';
import { makeUpkeep } from './compose/upkeep.ts';
import { accountNames, paperStatePath, venuesOf } from './compose/venues.ts';
import { openDesk } from './desk/open-desk.ts';
import type { RunningDesk } from './desk/running-desk.ts';
import type { Venues } from './desk/state/context.ts';
import type { Ask } from './domain/actor.ts';
import { failure, type Result, success } from './domain/result.ts';
import type { Clock } from './ports/clock.ts';
import type { Codes } from './ports/codes.ts';
import type { Log } from './ports/log.ts';

export interface ProductOptions {
  readonly config: Config;
  readonly dataDir: string;
  readonly env: Environment;
  readonly version: string;
  /** A run that repeats to the letter: seeded ids, market time from a fixed moment. */
  readonly repeatable: boolean;
  readonly until?: number;
  readonly from?: number;
  readonly scenario?: Scenario;
  readonly logLevel?: string;
  /** Chats beside those whose secrets are in the environment: the terminal, or a script. */
  readonly platforms?: (hands: Hands) => readonly ChatPlatform[];
  /** Lines of a pipe are being worked on: market time waits, so that a script's answers do not depend on how fast it is read. */
  readonly busy?: () => boolean;
  /** The product cannot go on safely; the process is to end with this code and be started again. */
  readonly onFatal: (why: string) => void;
  /** Crash tests throw or kill in it. */
  readonly crashPoint?: (step: string) => void;
  /** Exchanges instead of the configured ones: benchmarks hold books that no paper market has. */
  readonly venues?: (clock: Clock) => Venues;
}

/** What a scripted or piped chat may do with time. */
export interface Hands {
  readonly log: Log;
  advance(milliseconds: number): Promise<void>;
  advanceUntil(reached: () => boolean, atMost: number): Promise<void>;
  /** Everything that came in is worked on, everything due is sent. */
  settled(): Promise<void>;
  now(): number;
}

export interface Product {
  readonly desk: RunningDesk;
  readonly chat: Chat;
  readonly pacer: Pacer;
  readonly admin: AdminDoor | undefined;
  readonly log: Log;
  /** The desk and everything it tells rest. */
  settled(): Promise<void>;
  /** Runs until stopped or until the end of the run. */
  run(): Promise<void>;
  /** Pulls the kill switch in the name of the machine (a signal, a file). */
  kill(platform: 'file' | 'shell', goal: 'halt' | 'flatten', reason: string): Promise<void>;
  stop(): Promise<void>;
}

export async function openProduct(options: ProductOptions): Promise<Result<Product, StartProblem>> {
  const folder = holdFolder(options.dataDir, Date.now());
  if (!folder.ok) return folder;
  const opened = await openIn(options, folder.value);
  if (!opened.ok) folder.value.release();
  return opened;
}

async function openIn(
  options: ProductOptions,
  folder: Parameters<typeof openStores>[0]['folder'],
): Promise<Result<Product, StartProblem>> {
  const { config, dataDir, env, repeatable } = options;
  const scrubber = new SecretScrubber();
  registerSecrets(env, scrubber);
  const log = makeLog({ scrubber, ...(options.logLevel === undefined ? {} : { level: options.logLevel }) });
  const firstAccount = accountNames(config)[0]!;
  const kept = await keptMarket(dataDir);
  const other = otherMarket(dataDir, kept, config.paper);
  if (other !== undefined) return failure(other);
  const market = await openMarket({
    paper: config.paper,
    state: new DurableFile(paperStatePath(dataDir, firstAccount)),
    repeatable,
    ...(options.from === undefined ? {} : { from: options.from }),
    ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
  });
  if (!market.ok) return market;
  const { clock, feed } = market.value;
  const stores = await openStores({
    folder,
    clock,
    log,
    onBroken: (fault) => options.onFatal(`the disk failed: ${fault.message}`),
    ...(repeatable && config.mode === 'paper' ? { journalSeed: `journal/${config.paper.seed}` } : {}),
  });
  if (!stores.ok) return stores;
  const { ledger, safeMode } = stores.value;
  await keepMarket(dataDir, config.paper, kept);
  const marketTime = clock instanceof MarketClock;
  const settings = deskSettings(config, marketTime);
  const workers = new ThreadPool({ file: new URL('./compose/model-worker.ts', import.meta.url) });
  const ids = repeatable ? new SeededIds(`${config.paper.seed}/${await nextRun(ledger)}`) : new RandomIds();
  const ports = {
    ...stores.value,
    clock,
    ids,
    log,
    calendar: new ZoneCalendar(),
    digest: new NodeDigest(),
    scheduler: new CronScheduler(log),
    codes: realTimeCodes(dataDir),
    workers,
  };
  const desk = await openDesk({
    ports,
    settings,
    venues: options.venues?.(clock) ?? venuesOf({ config, dataDir, feed, clock, log, env }),
    findings: stores.value.findings,
    ...(safeMode === undefined ? {} : { safeMode: safeMode.reason, leaveSafeMode: safeMode.leftBy }),
    ...(options.crashPoint === undefined ? {} : { crashPoint: options.crashPoint }),
  });
  const connected = await openPlatforms({ config, env, catalogue: commands, clock, log });
  if (!connected.ok) {
    stores.value.close();
    return connected;
  }
  // The parts below know each other only through this holder: the chat needs the pacer's hands, the pacer the chat's pump.
  const rest: { chat?: Chat; pacer?: Pacer } = {};
  const settled = async (): Promise<void> => {
    await rest.chat?.settled();
    await desk.settled();
    await rest.chat?.pump();
    await rest.chat?.settled();
  };
  const hands: Hands = {
    log,
    advance: (milliseconds) => rest.pacer!.advance(milliseconds),
    advanceUntil: (reached, atMost) => rest.pacer!.advanceUntil(reached, atMost),
    settled,
    now: () => clock.now(),
  };
  const chat = openChat(
    {
      desk: desk.desk,
      store: ledger,
      ledger,
      preferences: stores.value.preferences,
      clock,
      ids,
      digest: ports.digest,
      log,
      platforms: [...connected.value, ...(options.platforms?.(hands) ?? [])],
      catalogue: commands,
    },
    chatSettings(config, options.version),
  );
  rest.chat = chat;
  const upkeep = makeUpkeep({ clock, log, chat, ledger, history: stores.value.history });
  const pump = async (): Promise<void> => {
    await chat.pump();
    await upkeep();
  };
  const real = new SystemClock();
  const pacer = new Pacer({
    // In real time the scheduler brings the minutes, and no check waits for what goes on behind it.
    desk: marketTime ? desk : { ...desk, minute: async () => undefined, settled: async () => undefined },
    clock,
    intervalMs: settings.checkIntervalMs,
    pump,
    log,
    speed: config.paper.speed,
    realSleep: (milliseconds, signal) => real.sleep(milliseconds, signal),
    realNow: () => real.monotonic(),
    ...(options.until === undefined ? {} : { until: clock.now() + options.until }),
    ...(options.busy === undefined ? {} : { busy: options.busy }),
    onBug: () => undefined,
  });
  rest.pacer = pacer;
  const stopMinutes = marketTime ? undefined : ports.scheduler.everyMinute('desk', () => desk.minute());
  const admin = await openAdminDoor({ config, env, desk, chat, ids, log, clock });
  if (!admin.ok) {
    stores.value.close();
    return admin;
  }
  const kill: Product['kill'] = async (platform, goal, reason) => {
    const ask: Ask = {
      id: `${platform}:${ids.nonce()}`,
      actor: { name: platform, role: 'admin', platform, platformId: platform },
      at: clock.now(),
    };
    await desk.desk.kill(ask, { kind: 'all' }, goal, reason);
  };
  const killWatch = watchKillFile({
    folder: dataDir,
    onKill: (reason) => kill('file', 'flatten', reason === '' ? 'a file named KILL' : reason),
    onFault: (error) => log.error({ error }, 'the KILL file cannot be handled'),
  });
  const stop = stopOnce(async () => {
    killWatch.stop();
    stopMinutes?.();
    pacer.stop();
    await within(chat.endRuns(), STOP_WITHIN_MS);
    await Promise.all([within(desk.stop(), STOP_WITHIN_MS), workers.close()]);
    await within(chat.pump(), STOP_WITHIN_MS);
    await within(chat.stop(), STOP_WITHIN_MS);
    await admin.value?.close();
    await feed.close();
    stores.value.close();
    folder.release();
  });
  await desk.check();
  if (marketTime) await desk.settled();
  return success({
    desk,
    chat,
    pacer,
    admin: admin.value,
    log,
    settled,
    async run() {
      await pacer.run();
    },
    kill,
    stop,
  });
}

const STOP_WITHIN_MS = 5_000;

/** Nothing may hold up the end of the process: what is not done by then is taken up at the next start. */
async function within(work: Promise<void>, milliseconds: number): Promise<void> {
  const patience = new AbortController();
  const late = new SystemClock().sleep(milliseconds, patience.signal).catch(() => undefined);
  await Promise.race([work.catch(() => undefined), late]);
  patience.abort();
}

function stopOnce(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= work();
    return running;
  };
}

/** Each repeatable run on a data folder draws its own ids; the first is run 1. */
async function nextRun(ledger: Stores['ledger']): Promise<number> {
  const stored = await ledger.value('run');
  const run = (stored.ok ? Number(stored.value ?? 0) : 0) + 1;
  await ledger.commit([{ kind: 'value', name: 'run', value: String(run) }]);
  return run;
}

/** People's authenticators go by real time, also while the desk lives in market time. */
function realTimeCodes(dataDir: string): Codes {
  const path = join(dataDir, 'codes.json');
  const codes = new TotpCodes({ path, file: new DurableFile(path, { mode: 0o600 }) });
  return {
    enrolled: (name) => codes.enrolled(name),
    verify: (name, code, _now, afterStep) => codes.verify(name, code, Date.now(), afterStep),
  };
}
