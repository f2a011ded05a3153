// The history in memory: equity points and fills by mode, each fill once.
import type { Mode } from '../../src/domain/mode.ts';
import { success } from '../../src/domain/result.ts';
import type { EquityPoint, FillRow, History } from '../../src/ports/history.ts';

export class FakeHistory implements History {
  readonly points: EquityPoint[] = [];
  readonly rows: FillRow[] = [];
  readonly #modes = new WeakMap<object, Mode>();

  async addEquity(mode: Mode, points: readonly EquityPoint[]) {
    for (const point of points) this.#modes.set(point, mode);
    this.points.push(...points);
    return success(undefined);
  }

  async addFills(mode: Mode, rows: readonly FillRow[]) {
    const fresh = rows.filter(
      (row) => !this.rows.some((known) => known.id === row.id && this.#modeOf(known) === mode),
    );
    for (const row of fresh) this.#modes.set(row, mode);
    this.rows.push(...fresh);
    return success(fresh.length);
  }

  async equity(mode: Mode, account: string | undefined, from: number, to: number) {
    const wanted = this.points.filter(this.#isWanted(mode, account, from, to));
    return success(wanted.sort((a, b) => a.at - b.at));
  }

  async fills(mode: Mode, account: string | undefined, from: number, to: number, limit: number) {
    const wanted = this.rows.filter(this.#isWanted(mode, account, from, to));
    return success(wanted.sort((a, b) => a.at - b.at).slice(-limit));
  }

  /** Rows that a test put there by itself are of paper. */
  #modeOf(row: object): Mode {
    return this.#modes.get(row) ?? 'paper';
  }

  #isWanted(mode: Mode, account: string | undefined, from: number, to: number) {
    return (row: { readonly account: string; readonly at: number }): boolean =>
      this.#modeOf(row) === mode &&
      (account === undefined || row.account === account) &&
      row.at >= from &&
      row.at <= to;
  }
}
