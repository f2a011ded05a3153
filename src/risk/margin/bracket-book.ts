// Finds the bracket table of a symbol, however the symbol is spelt (BTCUSDT or BTC/USDT:USDT), and says whether
// the answer rests on the venue's tiers or on the bundled fallback.
import { ModelInputError } from '../model-input-error.ts';
import { type BracketRow, BracketTable } from './brackets.ts';

const VENUE_ID = /^[A-Z0-9]+$/;

/**
 * One spelling for all: `BTC/USDT:USDT` and `btcusdt` become `BTCUSDT`. A settlement coin other than the quote and
 * a delivery date stay in the key, because those are other contracts.
 */
export function symbolKey(symbol: string): string {
  // Venue ids are the rule, and a thousand of them are looked up in each assessment.
  if (VENUE_ID.test(symbol)) return symbol;
  const [pair = '', contract = ''] = symbol.toUpperCase().split(':');
  const key = pair.replaceAll('/', '');
  const [settlement = '', ...dates] = contract.split('-');
  const settled = settlement === '' || pair.endsWith(`/${settlement}`) ? key : `${key}:${settlement}`;
  return [settled, ...dates].join('-');
}

/** Tables by symbol. One table alone serves every symbol; without any, every symbol gets the bundled fallback. */
export class BracketBook {
  readonly basis: 'given' | 'fallback';
  readonly #exact: ReadonlyMap<string, BracketTable>;
  readonly #normalised: ReadonlyMap<string, BracketTable>;
  readonly #forAll: BracketTable | undefined;

  constructor(tiers?: ReadonlyMap<string, BracketTable> | BracketTable) {
    this.basis = tiers === undefined ? 'fallback' : 'given';
    this.#exact = tiers instanceof Map ? tiers : new Map();
    this.#normalised = new Map([...this.#exact].map(([symbol, table]) => [symbolKey(symbol), table]));
    this.#forAll =
      tiers === undefined ? BracketTable.fallback() : tiers instanceof BracketTable ? tiers : undefined;
  }

  static of(tiers: Readonly<Record<string, readonly BracketRow[]>>, path = 'tiers'): BracketBook {
    const tables = Object.entries(tiers).map(
      ([symbol, rows]) => [symbol, new BracketTable(rows, `${path}.${symbol}`)] as const,
    );
    return new BracketBook(new Map(tables));
  }

  /** UNKNOWN_NAME when tables were given but none for this symbol: another coin's tiers would be a guess. */
  tableFor(symbol: string, path = 'symbol'): BracketTable {
    if (this.#forAll !== undefined) return this.#forAll;
    const table = this.#exact.get(symbol) ?? this.#normalised.get(symbolKey(symbol));
    if (table === undefined) {
      throw new ModelInputError(
        'UNKNOWN_NAME',
        path,
        `tiers has no table for ${symbol}; add it, or leave tiers out to use the bundled one`,
      );
    }
    return table;
  }
}
