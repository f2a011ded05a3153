// The real accounts of the configuration: their keys from the environment, their exchanges opened, and what forbids opening them.
import type { Config } from '../../config/schema.ts';
import type { AccountSettings } from '../adapters/ccxt/line/account-settings.ts';
import { keyVariables, missingKey } from '../adapters/ccxt/line/key-sentences.ts';
import { openRealAccount, type SharedAddresses } from '../adapters/ccxt/open-real-account.ts';
import { MarketClock } from '../adapters/system/market-clock.ts';
import type { DeskAccount, Venues } from '../desk/state/context.ts';
import type { Fault } from '../domain/fault.ts';
import { failure, type Result, success } from '../domain/result.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Environment } from './secrets.ts';

type ConfiguredAccount = Config['accounts'][number];

interface RealParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Environment;
}

const WINDOW_MS = 5_000;
const TIMEOUT_MS = 5_000;
/** While the stream is silent about them, open orders are read again after this long. */
const ORDERS_KEPT_MS = 30_000;

const forbidden = (message: string): Fault => ({
  code: 'UNSUPPORTED',
  message,
  retryable: false,
  outcome: 'none',
});

/** Opens every account or none: a fault names the account and what a person can do. */
export async function openReal({ config, clock, log, env }: RealParts): ReturnType<Venues['open']> {
  const objection = objectionTo(config, clock instanceof MarketClock);
  if (objection !== undefined) return failure(objection);
  const parts = { clock, log, random: Math.random };
  const shared: SharedAddresses = new Map();
  const accounts: DeskAccount[] = [];
  for (const configured of config.accounts) {
    const settings = settingsOf(configured, env);
    const opened = settings.ok ? await openRealAccount(settings.value, parts, shared) : settings;
    if (!opened.ok) {
      await Promise.all(accounts.map(({ exchange }) => exchange.close()));
      return opened;
    }
    accounts.push({ name: configured.name, ...opened.value });
  }
  return success(accounts);
}

function objectionTo(config: Config, isMarketTime: boolean): Fault | undefined {
  const { accounts, security } = config;
  if (accounts.length === 0) {
    return forbidden(
      'no account is configured; add one under accounts, such as {name: main, exchange: binanceusdm}',
    );
  }
  if (isMarketTime) {
    return forbidden(
      'market time runs faster than real time; set paper.speed to 1 and paper.feed to synthetic or live',
    );
  }
  const live = accounts.find((account) => !isHarmless(account));
  if (!security.oneTimeCodes && live !== undefined) {
    return forbidden(
      `security.oneTimeCodes is false and account ${live.name} is neither on loopback nor on a testnet`,
    );
  }
  return undefined;
}

/** No real money can be reached through it: play money, or an address of this machine. */
export function isHarmless({ testnet, demo, baseUrl }: ConfiguredAccount): boolean {
  if (testnet === true || demo === true) return true;
  if (baseUrl === undefined) return false;
  const { hostname } = new URL(baseUrl);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The account as the adapter wants it; AUTH_LOST names the variables that are missing. */
export function settingsOf(account: ConfiguredAccount, env: Environment): Result<AccountSettings, Fault> {
  const names = keyVariables(account.name);
  const key = env[names.key]?.trim() ?? '';
  const secret = env[names.secret]?.trim() ?? '';
  const password = env[names.password]?.trim() ?? '';
  if (key === '' || secret === '') return failure(missingKey(account.name));
  return success({
    account: account.name,
    exchange: account.exchange,
    credentials: { key, secret, ...(password === '' ? {} : { password }) },
    ...(account.baseUrl === undefined ? {} : { baseUrl: account.baseUrl }),
    ...(account.streamUrl === undefined ? {} : { streamUrl: account.streamUrl }),
    network: account.demo === true ? 'demo' : account.testnet === true ? 'testnet' : 'live',
    windowMs: account.recvWindow ?? WINDOW_MS,
    timeoutMs: account.timeout ?? TIMEOUT_MS,
    streams: account.streams ?? true,
    ordersKeptMs: ORDERS_KEPT_MS,
  });
}
