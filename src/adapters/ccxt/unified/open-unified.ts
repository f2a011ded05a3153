// Opens an account at any exchange of ccxt: which kind of market it is for, what it must be able to do, its markets and its key.
import type { Fault } from '../../../domain/fault.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import {
  type AccountSettings,
  type OpenedAccount,
  type OpeningParts,
  unusable,
} from '../line/account-settings.ts';
import { RequestGate } from '../line/request-gate.ts';
import { type Venue, VenueClient } from '../line/venue-client.ts';
import { UnifiedAccount } from './account.ts';
import { UnifiedExchange } from './exchange.ts';
import { UnifiedLine } from './line.ts';
import { bracketsFrom, type MarketKind, marketsFrom } from './market.ts';
import { UnifiedOrders } from './orders.ts';

interface LoadedVenue extends Venue {
  readonly id: string;
  readonly name: string;
  readonly rateLimit: number;
  readonly precisionMode: number;
  readonly markets: unknown;
  loadMarkets(): Promise<unknown>;
  fetchLeverageTiers?: () => Promise<unknown>;
  setSandboxMode?: (enabled: boolean) => void;
}

const NEEDED = ['fetchBalance', 'createOrder', 'cancelOrder', 'fetchOpenOrders', 'fetchOrder'] as const;
const NEEDED_FOR_SWAPS = ['fetchPositions', 'fetchLeverageTiers'] as const;
/** What a spot account is counted in, by the exchange; elsewhere US dollars. */
const SPOT_CURRENCY: Readonly<Record<string, string>> = { upbit: 'KRW', bithumb: 'KRW', coinone: 'KRW' };
const MINUTE_MS = 60_000;

/** Faults: UNSUPPORTED names what the exchange lacks; AUTH_LOST what is wrong with the key; others when it cannot be reached. */
export async function openUnified(
  settings: AccountSettings,
  parts: OpeningParts,
): Promise<Result<OpenedAccount, Fault>> {
  const { account, exchange, credentials, timeoutMs, windowMs } = settings;
  const { clock, log } = parts;
  const limits = { weightPerMinute: 600, ordersPerTenSeconds: 50, ordersPerMinute: 200 };
  const gate = new RequestGate(clock, limits);
  const client = await VenueClient.load({ account, exchange, credentials, timeoutMs, clock, gate });
  if (client === undefined) {
    return failure(unusable('UNSUPPORTED', `account ${account}: ccxt knows no exchange called ${exchange}`));
  }
  const venue = client.venue as LoadedVenue;
  // ccxt says how many milliseconds a request costs.
  gate.setLimits({ ...limits, weightPerMinute: Math.max(60, Math.floor(MINUTE_MS / venue.rateLimit)) });
  const moved = setAddress(venue, settings);
  if (moved !== undefined) return failure(moved);
  const kind: MarketKind =
    venue.has['swap'] === true && venue.has['fetchPositions'] === true ? 'swap' : 'spot';
  const lacking = [...NEEDED, ...(kind === 'swap' ? NEEDED_FOR_SWAPS : [])].filter(
    (name) => !offers(venue, name),
  );
  if (lacking.length > 0) {
    const message = `${venue.name} cannot be used for account ${account}: ccxt offers no ${lacking.join(', ')} there`;
    return failure(unusable('UNSUPPORTED', message));
  }
  const line = new UnifiedLine(account, client, clock);
  const loaded = await client.call({ weight: 1, orders: 0 }, false, () => venue.loadMarkets());
  if (loaded.kind === 'refused-by-gate') return failure(loaded.fault);
  if (loaded.error !== undefined) return failure(unreachable(venue.name, loaded.error));
  const tiers =
    kind === 'swap'
      ? await client.call({ weight: 1, orders: 0 }, false, () => venue.fetchLeverageTiers!())
      : undefined;
  if (tiers?.kind === 'refused-by-gate') return failure(tiers.fault);
  if (tiers?.error !== undefined) return failure(unreachable(venue.name, tiers.error));
  const currency = kind === 'swap' ? 'USDT' : (SPOT_CURRENCY[exchange] ?? 'USDT');
  const byId = marketsFrom(venue.markets, kind, venue.precisionMode, bracketsFrom(tiers?.result), currency);
  const markets = new Map([...byId.values()].map((market) => [market.unified, market]));
  const orders = new UnifiedOrders({ line, kind, byId, markets });
  const accountBook = new UnifiedAccount({ line, orders, kind, currency, byId, markets });
  const opened = new UnifiedExchange({
    account,
    exchange,
    venueName: kind === 'spot' ? `${venue.name} spot` : venue.name,
    windowMs,
    line,
    orders,
    accountBook,
    kind,
    byId,
  });
  const key = await opened.keyPermissions();
  if (!key.ok && key.error.code === 'AUTH_LOST') return key;
  log.info({ account, exchange, kind, markets: byId.size }, 'a real account was opened');
  return success({ exchange: opened, candles: opened });
}

const offers = (venue: Venue, name: string): boolean =>
  venue.has[name] === true || venue.has[name] === 'emulated';

/** Another address is put in place of every one that ccxt has; play money where ccxt knows its address. */
function setAddress(venue: LoadedVenue, { baseUrl, network, account }: AccountSettings): Fault | undefined {
  if (baseUrl !== undefined) {
    venue.urls.api = replaced(venue.urls.api, baseUrl.replace(/\/+$/, '')) as Record<string, unknown>;
    return undefined;
  }
  if (network === 'live') return undefined;
  if (venue.urls.test === undefined || venue.setSandboxMode === undefined) {
    return unusable('UNSUPPORTED', `account ${account}: ${venue.name} has no ${network} that ccxt knows`);
  }
  venue.setSandboxMode(true);
  return undefined;
}

/** The scheme and host of every address replaced, their paths kept. */
function replaced(value: unknown, baseUrl: string): unknown {
  if (typeof value === 'string') return value.replace(/^https?:\/\/[^/]+/, baseUrl);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, baseUrl)]));
}

const unreachable = (name: string, error: unknown): Fault => ({
  code: 'UNREACHABLE',
  message: `the markets of ${name} cannot be read (${(error instanceof Error ? error.message : String(error)).replace(/https?:\/\/\S+/g, '').slice(0, 150)})`,
  retryable: true,
  outcome: 'none',
});
