// The loopback exchange for `demo --exchange loopback`: started as a process of its own, and the configuration that reaches it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { layerText } from '../../config/layer.ts';
import { keyVariables } from '../adapters/ccxt/line/key-sentences.ts';
import { failure, type Result, success } from '../domain/result.ts';

const ACCOUNT = 'main';
/** A program of the repository that is started, never imported: an installation without the tests has no such demonstration. */
const PROGRAM = join(import.meta.dirname, '..', '..', 'test', 'support', 'binance-server', 'serve.ts');
/** It says where it is within this long, or it does not come. */
const START_MS = 10_000;

const address = z.object({ url: z.url(), streamUrl: z.url(), apiKey: z.string(), secret: z.string() });

export interface LoopbackVenue {
  /** A configuration layer: real mode with one account on this machine, and a gate that asks nothing. */
  readonly layer: string;
  /** The account's key and secret, where the desk looks for them. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

export interface LoopbackMarket {
  readonly deposit: string;
  /** Calm before the fall, in milliseconds. */
  readonly calmMs: number;
}

/** Starts the exchange with three positions and a market that will fall. A failure says in words why it did not start. */
export async function startLoopbackVenue(market: LoopbackMarket): Promise<Result<LoopbackVenue, string>> {
  const child = spawn(
    process.execPath,
    [PROGRAM, '--positions', '--deposit', market.deposit, '--crash', String(market.calmMs)],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const end = async (): Promise<void> => {
    child.stdin?.end();
    if (child.exitCode === null) await once(child, 'exit');
  };
  const line = await firstLine(child);
  const parsed = address.safeParse(line);
  if (!parsed.success) {
    child.kill();
    return failure('the loopback exchange did not start; it needs the test folder of the repository');
  }
  const { url, streamUrl, apiKey, secret } = parsed.data;
  const names = keyVariables(ACCOUNT);
  return success({
    layer: layerText({
      mode: 'real',
      accounts: [{ name: ACCOUNT, exchange: 'binanceusdm', baseUrl: url, streamUrl }],
      gate: { minTrades: 0, minWinRate: 0, maxDrawdown: 1, minDays: 0, drillWithinDays: 0 },
      security: { oneTimeCodes: false },
      risk: { interval: '1s', reconcileInterval: '2s' },
      paper: { feed: 'synthetic', speed: 1 },
      http: { enabled: false },
    }),
    env: { [names.key]: apiKey, [names.secret]: secret },
    end,
  });
}

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) return undefined;
  const lines = createInterface({ input: child.stdout });
  try {
    const [text] = (await once(lines, 'line', { signal: AbortSignal.timeout(START_MS) })) as [string];
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
