// `cutman kill`: the kill switch from the shell. A running desk is told through its data folder; where none runs, this process does the work itself.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import { DiskKillFile } from '../adapters/system/kill-file.ts';
import { SystemClock } from '../adapters/system/system-clock.ts';
import { keptMarket } from '../compose/kept-market.ts';
import { openProduct } from '../compose.ts';
import type { Latch } from '../domain/kill-switch.ts';
import type { Output } from './config-command.ts';
import { EXIT } from './exit-codes.ts';
import { loadInstallation, problemLines, type StartOptions } from './load-installation.ts';
import { productVersion } from './version.ts';

export interface KillOptions extends StartOptions {
  readonly reason: string;
}

/** How long the command watches before it leaves the rest to the desk, which goes on for as long as it is latched. */
const WATCH_MS = 60_000;
const LOOK_MS = 250;
/** A folder that a desk ran on has at least one of these. */
const HOMES = ['lock.db', 'ledger.db', 'journal', 'KILLED.json'] as const;

export async function killCommand(options: KillOptions, out: Output): Promise<number> {
  const loaded = loadInstallation(process.env, options);
  if (!loaded.ok) {
    out.stderr(`${problemLines(loaded.error)}\n`);
    return EXIT.config;
  }
  const { dataDir } = loaded.value;
  if (!existsSync(dataDir)) {
    out.stderr(`There is no data folder ${dataDir}; nothing can be killed from here. Name it with --data.\n`);
    return EXIT.usage;
  }
  if (!HOMES.some((name) => existsSync(join(dataDir, name)))) {
    out.stderr(
      `No desk ever ran on ${dataDir}; nothing can be killed from here. Name its folder with --data.\n`,
    );
    return EXIT.usage;
  }
  const product = await openProduct({
    config: await onItsMarket(loaded.value.config, dataDir),
    dataDir,
    env: {},
    version: productVersion(),
    repeatable: false,
    logLevel: process.env['LOG_LEVEL'] ?? 'error',
    onFatal: () => undefined,
  });
  if (product.ok) {
    out.stdout('No desk runs on this folder; this command does the work itself.\n');
    await product.value.kill('shell', 'flatten', options.reason);
    const running = product.value.run();
    const latch = await watch(() => Promise.resolve(product.value.desk.desk.view().latch), out);
    product.value.pacer.stop();
    await running;
    await product.value.stop();
    return latch?.finishedAt === undefined ? EXIT.found : EXIT.fine;
  }
  if (product.error.kind !== 'already-running') {
    out.stderr(`${product.error.message}\n`);
    return EXIT.failed;
  }
  const killed = new DiskKillFile({ folder: dataDir });
  const order = join(dataDir, 'KILL');
  writeFileSync(order, `${options.reason}\n`, { mode: 0o600 });
  out.stdout('The running desk is told.\n');
  const latch = await watch(async () => {
    // Until the desk has taken the order, what the latch says is about an earlier one.
    if (existsSync(order)) return undefined;
    const read = await killed.read();
    return read.ok ? read.value : undefined;
  }, out);
  return latch?.finishedAt === undefined ? EXIT.found : EXIT.fine;
}

/** The positions are closed on the market they are held on, whatever the configuration says now. */
async function onItsMarket(config: Config, dataDir: string): Promise<Config> {
  const kept = await keptMarket(dataDir);
  return kept === undefined ? config : { ...config, paper: { ...config.paper, ...kept } };
}

/** Tells each step that is new, until all is flat or the watch is over. */
async function watch(look: () => Promise<Latch | undefined>, out: Output): Promise<Latch | undefined> {
  const clock = new SystemClock();
  const until = clock.monotonic() + WATCH_MS;
  let told = '';
  let latch: Latch | undefined;
  while (clock.monotonic() < until) {
    latch = await look();
    if (latch !== undefined && latch.state === 'latched') {
      const line = progress(latch);
      if (line !== told) out.stdout(`${line}\n`);
      told = line;
      if (latch.finishedAt !== undefined && latch.goal === 'flatten') return latch;
    }
    await clock.sleep(LOOK_MS);
  }
  out.stdout('It is latched and goes on trying; look at KILLED.json and the journal.\n');
  return latch;
}

function progress(latch: Latch): string {
  const accounts = latch.accounts.map((account) => {
    const left = account.remaining
      .map(({ symbol, quantity, why }) => `${symbol} ${quantity} (${why})`)
      .join(', ');
    const fault = account.fault === undefined ? '' : `, ${account.fault}`;
    return `${account.account}: ${account.step}, ${account.ordersCancelled} orders, ${account.positionsClosed} closed${left === '' ? '' : `, left ${left}`}${fault}`;
  });
  return `${latch.finishedAt === undefined ? 'LATCHED' : 'FLAT'} · ${accounts.join(' · ') || 'starting'}`;
}
