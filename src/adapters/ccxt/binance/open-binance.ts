// Opens Binance USDⓈ-M accounts: addresses by network, limits and mark prices shared by all accounts of an address, keys
// checked before anything else is done with them.
import type { Fault } from '../../../domain/fault.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import {
  type AccountSettings,
  type OpenedAccount,
  type OpeningParts,
  unusable,
} from '../line/account-settings.ts';
import { BINANCE_LIMITS, RequestGate } from '../line/request-gate.ts';
import { type Venue, VenueClient } from '../line/venue-client.ts';
import { BinanceAccountState } from './account-state.ts';
import { BinanceExchange } from './exchange.ts';
import { BinanceFills } from './fills.ts';
import { BinanceKeys } from './keys.ts';
import { BinanceLine } from './line.ts';
import { BinanceMargin } from './margin.ts';
import { BinanceMarkStream } from './mark-stream.ts';
import { BinanceMarketData } from './market-data.ts';
import { BinanceOrderDesk } from './order-desk.ts';
import { BinanceUserStream } from './user-stream.ts';

interface Addresses {
  readonly rest: string;
  readonly stream: string | undefined;
  /** Of the endpoints about keys and maintenance; absent on test networks. */
  readonly account: string | undefined;
}

const NETWORKS: Readonly<Record<AccountSettings['network'], Addresses>> = {
  live: {
    rest: 'https://fapi.binance.com',
    stream: 'wss://fstream.binance.com',
    account: 'https://api.binance.com',
  },
  testnet: {
    rest: 'https://testnet.binancefuture.com',
    stream: 'wss://fstream.binancefuture.com',
    account: undefined,
  },
  demo: {
    rest: 'https://demo-fapi.binance.com',
    stream: 'wss://fstream.binancefuture.com',
    account: undefined,
  },
};

/** Without the path that ccxt writes behind a stream address, and without a slash at the end. */
const bare = (url: string): string => url.replace(/\/+$/, '').replace(/\/(ws|stream)$/, '');

function addressesOf({ network, baseUrl, streamUrl }: AccountSettings): Addresses {
  const standard = NETWORKS[network];
  if (baseUrl === undefined) {
    return streamUrl === undefined ? standard : { ...standard, stream: bare(streamUrl) };
  }
  // Somebody else's address has no stream that we could know.
  return {
    rest: bare(baseUrl),
    stream: streamUrl === undefined ? undefined : bare(streamUrl),
    account: bare(baseUrl),
  };
}

/** What all accounts of one address share: the venue counts weight by address, and prices are the same for all. */
export class BinanceAddress {
  readonly gate: RequestGate;
  readonly marks: BinanceMarkStream;
  #users = 0;
  #isOver = false;

  /** `gate`: the limits as an earlier use of the same address left them. */
  constructor(parts: OpeningParts, streamUrl: string | undefined, gate?: RequestGate) {
    this.gate = gate ?? new RequestGate(parts.clock, BINANCE_LIMITS);
    this.marks = new BinanceMarkStream({ clock: parts.clock, random: parts.random, streamUrl });
  }

  /** Its last user left; the stream does not come back. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Counts a user in; the answered function counts it out, and the last one closes the stream. */
  join(): () => Promise<void> {
    this.#users += 1;
    this.marks.start();
    let hasLeft = false;
    return async () => {
      if (hasLeft) return;
      hasLeft = true;
      this.#users -= 1;
      if (this.#users > 0) return;
      this.#isOver = true;
      await this.marks.close();
    };
  }
}

export type Shared = Map<string, BinanceAddress>;

/**
 * Opens one account. A key that is wrong or may withdraw is a fault at once; a venue that does not answer is not: the
 * account is opened, everything faults until the venue is back, and no order leaves before the key was checked.
 */
export async function openBinance(
  settings: AccountSettings,
  parts: OpeningParts,
  shared: Shared,
): Promise<Result<OpenedAccount, Fault>> {
  const { account, windowMs, timeoutMs, credentials, network } = settings;
  const { clock, log, random } = parts;
  const addresses = addressesOf(settings);
  const streamUrl = settings.streams ? addresses.stream : undefined;
  const place = `${addresses.rest} ${streamUrl ?? ''}`;
  const known = shared.get(place);
  const address = known?.isOver === false ? known : new BinanceAddress(parts, streamUrl, known?.gate);
  shared.set(place, address);
  const { gate, marks } = address;
  const client = await VenueClient.load({
    account,
    exchange: 'binanceusdm',
    credentials,
    timeoutMs,
    clock,
    gate,
    settings: { options: { recvWindow: windowMs, fetchCurrencies: false } },
  });
  if (client === undefined) return failure(unusable('UNSUPPORTED', 'ccxt cannot be loaded; run npm ci'));
  setAddresses(client.venue, addresses);
  const line = new BinanceLine({ account, client, clock });
  const state = new BinanceAccountState(line, clock);
  const fills = new BinanceFills(line);
  const keys = new BinanceKeys({
    account,
    line,
    state,
    tellsPermissions:
      addresses.account === undefined ? 'never' : settings.baseUrl === undefined ? 'always' : 'perhaps',
  });
  const refused = await check(line, keys);
  if (refused !== undefined) return failure(refused);
  const streams = new BinanceUserStream({
    account,
    streamUrl,
    line,
    state,
    fills,
    marks,
    clock,
    random,
    log,
    ordersKeptMs: settings.ordersKeptMs,
  });
  const market = new BinanceMarketData({ account, line, gate, marks, clock, log });
  const names = { live: '', testnet: ' testnet', demo: ' demo' };
  const exchange = new BinanceExchange({
    account,
    venueName: `Binance USDⓈ-M${names[network]}`,
    windowMs,
    clock,
    line,
    state,
    market,
    orders: new BinanceOrderDesk(line, state, fills),
    fills,
    margin: new BinanceMargin(line, state),
    keys,
    streams,
    leave: address.join(),
  });
  streams.start();
  return success({ exchange, candles: market });
}

/** Clock first (a signature needs it), then the key. Only what a person has to mend is answered. */
async function check(line: BinanceLine, keys: BinanceKeys): Promise<Fault | undefined> {
  const time = await line.synchronise();
  if (!time.ok) return undefined;
  const fault = await keys.usable();
  return fault?.code === 'AUTH_LOST' ? fault : undefined;
}

function setAddresses({ urls }: Venue, { rest, account }: Addresses): void {
  for (const version of ['', 'V2', 'V3']) {
    const path = `/fapi/v${version === '' ? 1 : version.slice(1)}`;
    urls.api[`fapiPublic${version}`] = `${rest}${path}`;
    urls.api[`fapiPrivate${version}`] = `${rest}${path}`;
  }
  // Without an address the endpoint must not reach the live venue by accident.
  urls.api['sapi'] = `${account ?? rest}/sapi/v1`;
}
