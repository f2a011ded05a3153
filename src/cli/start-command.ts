// `cutman start`: opens the desk with the terminal as its nearest chat and runs it until somebody ends it.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { commands } from '../../commands/index.ts';
import { openTerminal, type Terminal } from '../adapters/terminal/open-terminal.ts';
import { TERMINAL_ID } from '../compose/chat-settings.ts';
import { homeOf, type MarketHome } from '../compose/kept-market.ts';
import { hasKeys } from '../compose/secrets.ts';
import { openProduct } from '../compose.ts';
import { holdSignals, runProcess, type Signals } from '../main.ts';
import { EXIT } from './exit-codes.ts';
import { isFolderNamed, loadInstallation, problemLines, type StartOptions } from './load-installation.ts';
import { productVersion } from './version.ts';

export interface StartCommandOptions extends StartOptions {
  readonly until?: number;
  readonly from?: number;
  readonly json?: boolean;
}

const EXITS = {
  'already-running': EXIT.alreadyRunning,
  unusable: EXIT.failed,
  config: EXIT.config,
  input: EXIT.usage,
} as const;

export async function startCommand(options: StartCommandOptions): Promise<number> {
  const signals = holdSignals();
  try {
    return await start(options, signals);
  } finally {
    signals.release();
  }
}

async function start(options: StartCommandOptions, signals: Signals): Promise<number> {
  const loaded = loadInstallation(process.env, options);
  if (!loaded.ok) {
    process.stderr.write(`${problemLines(loaded.error)}\n`);
    return EXIT.config;
  }
  const { config } = loaded.value;
  const home: MarketHome = isFolderNamed(process.env, options)
    ? { dataDir: loaded.value.dataDir }
    : await homeOf(loaded.value.dataDir, config.paper);
  const { dataDir } = home;
  if (home.note !== undefined) process.stderr.write(`${home.note}\n`);
  const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true && options.json !== true;
  // A run that may reach a real exchange lives in real time, whatever it is piped into.
  const mayBeReal = config.accounts.length > 0 && (config.mode === 'real' || hasKeys(config, process.env));
  const isAsked = options.seed !== undefined || options.until !== undefined;
  const repeatable = isAsked || (!interactive && options.json === true && !mayBeReal);
  const inputEnds = !interactive;
  let product: Awaited<ReturnType<typeof openProduct>> | undefined;
  let terminal: Terminal | undefined;
  let onFatal: (why: string) => void = () => undefined;
  const fatal = new Promise<string>((resolve) => {
    onFatal = resolve;
  });
  product = await openProduct({
    config,
    dataDir,
    env: process.env,
    version: productVersion(),
    repeatable,
    logLevel: process.env['LOG_LEVEL'] ?? (interactive ? 'error' : 'warn'),
    onFatal,
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(options.from === undefined ? {} : { from: options.from }),
    busy: () => terminal?.busy() === true,
    platforms: (hands) => {
      terminal = openTerminal({
        hands,
        input: process.stdin,
        output: process.stdout,
        interactive,
        json: options.json === true,
        commands: commands.filter((command) => command.hidden !== true).map((command) => command.name),
        symbols: () => symbolsOf(product),
        personId: TERMINAL_ID,
        run: repeatable ? String(config.paper.seed) : randomBytes(6).toString('hex'),
        historyFile: join(dataDir, 'terminal-history'),
        onEnd: () => {
          // Without a terminal a service goes on; a pipe that was written to the end, and a person who leaves, end the run.
          if (product?.ok === true && (interactive || (inputEnds && options.until === undefined)))
            product.value.pacer.stop();
        },
      });
      return [terminal];
    },
  });
  if (!product.ok) {
    process.stderr.write(`${product.error.message}\n`);
    return EXITS[product.error.kind];
  }
  await product.value.chat.start();
  await product.value.chat.pump();
  return runProcess(product.value, { onSignal: config.onSignal }, signals, fatal);
}

function symbolsOf(product: Awaited<ReturnType<typeof openProduct>> | undefined): string[] {
  if (product?.ok !== true) return [];
  const symbols = product.value.desk.desk
    .view()
    .accounts.flatMap(({ snapshot }) => [...(snapshot?.marks.keys() ?? [])]);
  return [...new Set(symbols)];
}
