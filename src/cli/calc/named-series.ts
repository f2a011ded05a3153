// Return histories by symbol, as models want them: in a list, each with its name.
import { ModelInputError } from '../../risk/model-input-error.ts';
import type { NamedSeries } from '../../risk/portfolio/covariance.ts';

/** `{BTC: [...], ETH: [...]}` in the order given. */
export function namedSeries(returns: Readonly<Record<string, readonly number[]>>): NamedSeries[] {
  return Object.entries(returns).map(([name, series]) => ({ name, returns: series }));
}

/** The entry of `name` in a record that came from JSON; MISSING with the full path when it is not there. */
export function entryOf<T>(record: Readonly<Record<string, T>>, name: string, path: string): T {
  if (!Object.hasOwn(record, name)) {
    throw new ModelInputError('MISSING', `${path}.${name}`, `${path} has no entry for ${name}; add it`);
  }
  return record[name] as T;
}
