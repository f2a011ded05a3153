// `cutman demo`: the whole story by itself: calm, crash, alerts, a card, an approval, the smaller book, the kill switch, the report.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crashScenario, type Scenario } from '../adapters/feed/scenario.ts';
import { scriptedTerminal } from '../adapters/terminal/scripted-terminal.ts';
import { TERMINAL_ID } from '../compose/chat-settings.ts';
import { openProduct, type Product } from '../compose.ts';
import { isDecided, type Proposal } from '../domain/proposal.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';
import {
  dataFolderOf,
  type InstallationResult,
  loadInstallation,
  problemLines,
  type StartOptions,
} from './load-installation.ts';
import { startLoopbackVenue } from './loopback-venue.ts';
import { productVersion } from './version.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export interface DemoOptions extends StartOptions {
  /** `loopback`: real mode against an exchange on this machine, in real time. */
  readonly exchange?: 'loopback';
}

/** Where the story is told, and how long its parts take there. */
interface Stage {
  readonly installation: InstallationResult;
  readonly env: Readonly<Record<string, string>>;
  readonly repeatable: boolean;
  readonly scenario?: Scenario;
  readonly longestWaitMs: number;
  readonly recoveryMs: number;
  /** The words of the first two scenes: where this is, and what comes. */
  readonly opening: readonly [string, string];
  end(): Promise<void>;
}

export async function demoCommand(options: DemoOptions, out: Output): Promise<number> {
  if (options.exchange === undefined) return perform(paperStage(options), options, out);
  const stage = await loopbackStage();
  if (typeof stage === 'string') {
    out.stderr(`${stage}\n`);
    return EXIT.failed;
  }
  try {
    return await perform(stage, options, out);
  } finally {
    await stage.end();
  }
}

function paperStage(options: StartOptions): Stage {
  return {
    installation: loadInstallation({}, { feed: 'synthetic', seed: 7, speed: 0, ...options }),
    env: {},
    repeatable: true,
    scenario: crashScenario({ calmMs: 2 * MINUTE, fall: 0.105, withinMs: 6 * MINUTE, recovery: 0.95 }),
    longestWaitMs: 45 * MINUTE,
    recoveryMs: 40 * MINUTE,
    opening: [
      'A calm market. Three positions, about 4x leverage.',
      'Two minutes later the market falls. The desk tells, and proposes.',
    ],
    end: async () => undefined,
  };
}

/** Real mode, real requests and real time; only the exchange at the other end is on this machine. */
async function loopbackStage(): Promise<Stage | string> {
  const venue = await startLoopbackVenue({ deposit: '11000', calmMs: 8 * SECOND });
  if (!venue.ok) return venue.error;
  const { layer, env, end } = venue.value;
  const folder = mkdtempSync(join(tmpdir(), 'cutman-demo-'));
  const config = join(folder, 'loopback.yaml');
  writeFileSync(config, layer);
  const installation = loadInstallation({}, { config });
  rmSync(folder, { recursive: true });
  return {
    installation,
    env,
    repeatable: false,
    longestWaitMs: 2 * MINUTE,
    recoveryMs: 14 * SECOND,
    opening: [
      'Real mode against an exchange on this machine. Three positions, about 7x leverage.',
      'Some seconds later the market falls. The desk tells, and proposes.',
    ],
    end,
  };
}

async function perform(stage: Stage, options: StartOptions, out: Output): Promise<number> {
  const loaded = stage.installation;
  if (!loaded.ok) {
    out.stderr(`${problemLines(loaded.error)}\n`);
    return EXIT.config;
  }
  const base = dataFolderOf(process.env, options);
  mkdirSync(base, { recursive: true, mode: 0o700 });
  const dataDir = mkdtempSync(join(base, 'demo-'));
  const config = {
    ...loaded.value.config,
    http: { ...loaded.value.config.http, enabled: false },
    security: { oneTimeCodes: false },
  };
  const terminal = scriptedTerminal({ write: out.stdout, personId: TERMINAL_ID });
  const opened = await openProduct({
    config,
    dataDir,
    env: stage.env,
    version: productVersion(),
    repeatable: stage.repeatable,
    logLevel: process.env['LOG_LEVEL'] ?? 'error',
    onFatal: (why) => out.stderr(`${why}\n`),
    ...(stage.scenario === undefined ? {} : { scenario: stage.scenario }),
    platforms: () => [terminal.platform],
  });
  if (!opened.ok) {
    out.stderr(`${opened.error.message}\n`);
    return EXIT.failed;
  }
  const product = opened.value;
  try {
    await product.chat.start();
    const told = await tellStory(product, terminal.say, out);
    return told ? EXIT.fine : EXIT.failed;
  } finally {
    await product.stop();
    out.stdout(`\nEverything it kept lies in ${dataDir}.\n`);
  }

  async function tellStory(
    desk: Product,
    say: (line: string) => Promise<void>,
    { stdout }: Output,
  ): Promise<boolean> {
    const scene = (text: string): void => stdout(`\n--- ${text}\n\n`);
    const command = async (line: string): Promise<void> => {
      await say(line);
      await desk.settled();
    };
    const view = () => desk.desk.desk.view();
    const card = (): Proposal | undefined =>
      view().proposals.find((proposal) => proposal.state.kind === 'proposed');
    const until = async (reached: () => boolean): Promise<void> => {
      await desk.pacer.advanceUntil(reached, stage.longestWaitMs);
      await desk.settled();
    };
    const unseen = (): boolean =>
      view().alerts.some((alert) => alert.level === 'emergency' && alert.state === 'open');
    const approve = async (proposal: Proposal): Promise<void> => {
      await command(`/approve ${proposal.code}`);
      await until(() => {
        const now = view().proposals.find((each) => each.content.id === proposal.content.id);
        return now === undefined || isDecided(now.state);
      });
    };
    scene(stage.opening[0]);
    await command('/status');
    scene(stage.opening[1]);
    await until(() => card() !== undefined);
    const shown = card();
    if (shown === undefined) {
      stdout('No card came up; that should not happen.\n');
      return false;
    }
    await command('/risk');
    scene('A person has seen it and approves. Every check is made again, then a reduce-only order goes out.');
    await command('/ack');
    await approve(shown);
    scene('The book is smaller. The market recovers, and the end of each breach is told.');
    const end = view().at + stage.recoveryMs;
    for (;;) {
      await until(() => card() !== undefined || unseen() || view().at >= end);
      if (view().at >= end) break;
      const next = card();
      if (next === undefined) await command('/ack');
      else await approve(next);
    }
    await command('/status');
    scene('Enough for today: the kill switch closes everything.');
    await command('/killswitch flatten');
    await until(() => view().latch.finishedAt !== undefined);
    scene('The day in one page.');
    await command('/report');
    await command('/journal 5');
    const report = await desk.desk.desk.report();
    if (!report.ok) return false;
    const folder = join(dataDir, 'reports');
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `daily-${report.value.date}.json`);
    writeFileSync(file, `${JSON.stringify(report.value, null, 2)}\n`);
    stdout(`\nThe report is kept as ${file}.\n`);
    return view().latch.finishedAt !== undefined;
  }
}
