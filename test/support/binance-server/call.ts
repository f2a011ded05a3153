// One request as the venue's methods see it, and how they read its parameters.
import { Decimal } from '../../../src/domain/decimal.ts';
import type { VenueAccount } from './account.ts';
import type { Venue } from './venue.ts';
import { VenueError } from './venue-error.ts';

export type Params = Readonly<Record<string, string>>;

/** Who may call: anybody, whoever has a key, or whoever signs with its secret (to read, or to trade). */
export type Security = 'none' | 'key' | 'read' | 'trade';

export interface Method {
  readonly security: Security;
  /** Request weight, by the parameters where the documentation says so. */
  readonly weight: number | ((params: Params) => number);
  /** Orders it counts as. */
  readonly orders?: number | ((params: Params) => number);
  run(call: Call): unknown;
}

export class Call {
  readonly venue: Venue;
  readonly params: Params;
  readonly #account: VenueAccount | undefined;

  constructor(venue: Venue, params: Params, account: VenueAccount | undefined) {
    this.venue = venue;
    this.params = params;
    this.#account = account;
  }

  get account(): VenueAccount {
    if (this.#account === undefined) throw new Error('A method without security asked for the account.');
    return this.#account;
  }

  text(name: string): string | undefined {
    const value = this.params[name];
    return value === undefined || value === '' ? undefined : value;
  }

  /** A parameter that must be there: -1102 otherwise. */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new VenueError('-1102', name);
    return value;
  }

  decimal(name: string): Decimal | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^-?\d{1,20}(\.\d{1,20})?$/.test(value)) {
      throw new VenueError('-1100', name, '^([0-9]{1,20})(\\.[0-9]{1,20})?$');
    }
    return new Decimal(value);
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,20}$/.test(value)) throw new VenueError('-1100', name, '^[0-9]{1,20}$');
    return Number(value);
  }

  flag(name: string): boolean {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined || value === 'false') return false;
    if (value === 'true') return true;
    throw new VenueError('-1130', name);
  }

  /** One of the words; -1130 for any other. */
  word<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = words.find((each) => each === value);
    if (found === undefined) throw new VenueError('-1130', name);
    return found;
  }
}
