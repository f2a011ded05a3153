// At which price a position was closed on its way through an hourly path: where margin balance meets maintenance margin,
// with all prices moving together along straight lines from one hour to the next.
import { type Deaths, liquidateAt, newDeaths, type WalkedAccount } from './margin-walk.ts';
import type { StressPaths } from './stress-path.ts';

/** Halvings of the hour: to the last bit of a price. */
const HALVINGS = 60;

/** Price at the end of each position's life: where it was liquidated, or at the end of the path. */
export function closingPrices(account: WalkedAccount, paths: StressPaths, deaths: Deaths): Float64Array {
  const prices = new Float64Array(account.count);
  const now = new Float64Array(paths.relative.length);
  const trial = newDeaths(account);
  for (let i = 0; i < account.count; i++) {
    const step = deaths.positions[i]!;
    const path = paths.relative[account.symbol[i]!]!;
    if (step <= 0) {
      prices[i] = account.mark[i]! * path[step === -1 ? paths.steps : 0]!;
      continue;
    }
    const diesBy = (share: number) => {
      for (let s = 0; s < now.length; s++) {
        const from = paths.relative[s]![step - 1]!;
        now[s] = from + share * (paths.relative[s]![step]! - from);
      }
      for (let j = 0; j < account.count; j++) {
        trial.positions[j] = deaths.positions[j]! < step ? deaths.positions[j]! : -1;
      }
      trial.account = deaths.account < step ? deaths.account : -1;
      liquidateAt(account, now, step, trial);
      return trial.positions[i] !== -1;
    };
    let alive = 0;
    let dead = 1;
    for (let halving = 0; halving < HALVINGS; halving++) {
      const middle = (alive + dead) / 2;
      if (diesBy(middle)) dead = middle;
      else alive = middle;
    }
    prices[i] = account.mark[i]! * (path[step - 1]! + dead * (path[step]! - path[step - 1]!));
  }
  return prices;
}
