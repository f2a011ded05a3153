// The venue's state and clock: its markets, its accounts, the numbers it hands out, and who listens to what happens.
import { Decimal } from '../../../src/domain/decimal.ts';
import type { AlgoOrder, ApiKey, Income, VenueAccount, VenueOrder } from './account.ts';
import { VenueAccount as Account } from './account.ts';
import type { Listing } from './listing.ts';
import { Market } from './market.ts';
import { VenueError } from './venue-error.ts';

/** What the user data stream tells about. */
export type AccountEvent =
  | {
      readonly kind: 'order';
      readonly order: VenueOrder;
      readonly execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'AMENDMENT';
      readonly trade: VenueAccount['trades'][number] | undefined;
    }
  | { readonly kind: 'account'; readonly reason: string; readonly symbols: readonly string[] }
  | { readonly kind: 'algo'; readonly order: AlgoOrder }
  | { readonly kind: 'config'; readonly symbol: string };

export interface VenueOptions {
  readonly now: () => number;
  readonly listings: readonly Listing[];
}

export class Venue {
  readonly markets = new Map<string, Market>();
  readonly accounts: VenueAccount[] = [];
  /** Added to the clock: what the venue believes the time to be. */
  skewMs = 0;
  /** Mark prices are told with this time: those of an index that stands still. */
  markedAt: number | undefined;
  /** An order is found by queries, and its fills listed, only this long after it was taken. */
  queryLagMs = 0;
  /** The limits that exchangeInfo tells, where a test wants others; those that are kept are set apart. */
  limitsTold:
    | {
        readonly weightPerMinute: number;
        readonly ordersPerMinute: number;
        readonly ordersPerTenSeconds: number;
      }
    | undefined;
  /** Accounts under their maintenance margin are liquidated as prices move. */
  liquidates = true;
  /** Dollars for one of each coin; a coin that is not here has the mark of its own contract, or is a dollar. */
  readonly rates = new Map<string, Decimal>();
  onAccountEvent: (account: VenueAccount, event: AccountEvent) => void = () => undefined;
  readonly #clock: () => number;
  #count = 0;

  constructor(options: VenueOptions) {
    this.#clock = options.now;
    for (const each of options.listings) this.list(each);
  }

  now(): number {
    return this.#clock() + this.skewMs;
  }

  list(each: Listing): Market {
    const market = new Market(each);
    this.markets.set(each.symbol, market);
    return market;
  }

  /** The market of a listed symbol; -1121 for any other. */
  market(symbol: string): Market {
    const market = this.markets.get(symbol);
    if (market === undefined) throw new VenueError('-1121');
    return market;
  }

  rateOf(asset: string): Decimal {
    return this.rates.get(asset) ?? this.markets.get(`${asset}USDT`)?.mark ?? new Decimal(1);
  }

  open(name: string, apiKey: ApiKey): VenueAccount {
    const account = new Account(name, apiKey);
    this.accounts.push(account);
    return account;
  }

  byKey(key: string): VenueAccount | undefined {
    return this.accounts.find((account) => account.apiKey.key === key);
  }

  nextId(): number {
    this.#count += 1;
    return 8_389_765_500 + this.#count;
  }

  /** Adds to the wallet and to the income history, in one step, so that the two never differ. */
  book(account: VenueAccount, entry: Omit<Income, 'time' | 'tranId'>): void {
    account.wallets.set(entry.asset, account.walletOf(entry.asset).plus(entry.income));
    account.updateTime = this.now();
    account.income.push({ ...entry, time: this.now(), tranId: this.nextId() });
  }
}

/** The exchange keeps money to eight places. */
export const toCents = (value: Decimal): Decimal => value.toDecimalPlaces(8, Decimal.ROUND_HALF_UP);
