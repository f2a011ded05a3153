// A real account on a Binance USDⓈ-M exchange of our own: ccxt, HTTP and sockets are the real ones, only the exchange is on loopback.
import type { AccountSettings } from '../../../src/adapters/ccxt/line/account-settings.ts';
import { openRealAccount } from '../../../src/adapters/ccxt/open-real-account.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import type { Fault } from '../../../src/domain/fault.ts';
import type { Result } from '../../../src/domain/result.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Exchange } from '../../../src/ports/exchange.ts';
import type { CandleSource } from '../../../src/ports/market-feed.ts';
import type { AccountDriver } from '../../support/binance-server/account-driver.ts';
import type { BinanceServer } from '../../support/binance-server/binance-driver.ts';
import { startBinanceServer } from '../../support/binance-server/binance-server.ts';
import type { Listing } from '../../support/binance-server/listing.ts';
import { SilentLog } from '../../support/silent-log.ts';

export interface RigOptions {
  readonly hedge?: boolean;
  readonly deposit?: string;
  readonly listings?: readonly Listing[];
  readonly settings?: Partial<AccountSettings>;
  /** The clock of both sides; the machine's own unless told. */
  readonly clock?: Clock;
  /** How often the exchange sends marks again, in real milliseconds; never unless told. */
  readonly tickMs?: number;
  readonly prepare?: (server: BinanceServer, account: AccountDriver) => void;
}

export interface Rig {
  readonly server: BinanceServer;
  readonly account: AccountDriver;
  readonly exchange: Exchange;
  readonly candles: CandleSource;
  close(): Promise<void>;
}

export const settingsFor = (
  server: BinanceServer,
  account: AccountDriver,
  settings: Partial<AccountSettings> = {},
): AccountSettings => ({
  account: account.name,
  exchange: 'binanceusdm',
  credentials: { key: account.apiKey.key, secret: account.apiKey.secret },
  baseUrl: server.url,
  streamUrl: server.url.replace('http', 'ws'),
  network: 'live',
  windowMs: 5_000,
  timeoutMs: 1_000,
  streams: false,
  ordersKeptMs: 0,
  ...settings,
});

export const openAt = (settings: AccountSettings, clock: Clock = new SystemClock()) =>
  openRealAccount(settings, { clock, log: new SilentLog(), random: () => 0.5 }, new Map());

export async function openOnLoopback(options: RigOptions = {}): Promise<Rig> {
  const { clock } = options;
  const server = await startBinanceServer({
    tickMs: options.tickMs ?? 0,
    ...(clock === undefined ? {} : { now: () => clock.now() }),
    ...(options.listings === undefined ? {} : { listings: options.listings }),
  });
  const account = server.account('main', {
    deposit: options.deposit ?? '10000',
    hedge: options.hedge === true,
  });
  options.prepare?.(server, account);
  const opened = await openAt(settingsFor(server, account, options.settings), clock);
  if (!opened.ok) {
    await server.close();
    throw new Error(`not opened: ${opened.error.message}`);
  }
  const { exchange, candles } = opened.value;
  return {
    server,
    account,
    exchange,
    candles,
    async close() {
      await exchange.close();
      await server.close();
    },
  };
}

export function must<T>(result: Result<T, Fault | unknown>): T {
  if (!result.ok) throw new Error(`a fault: ${JSON.stringify(result.error)}`);
  return result.value;
}
