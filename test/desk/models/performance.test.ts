// What was earned: the same numbers as `cutman calc performance` for the returns of the curve; no figure of a year under four weeks.
import { describe, expect, it } from 'vitest';
import { askPerformance } from '../../../src/desk/questions/ask-performance.ts';
import { failure } from '../../../src/domain/result.ts';
import { answered } from '../../support/answered.ts';
import { calc } from '../../support/calc.ts';
import { cannedCurve, cannedRig, closedTradeFills } from '../../support/canned-models.ts';
import { fault } from '../../support/sim-faults.ts';

const HOUR = 3_600_000;

/** A desk with this many days of curve. */
function withDays(days: number) {
  const rig = cannedRig();
  rig.history.points.splice(0, Number.POSITIVE_INFINITY, ...cannedCurve(days));
  return rig;
}

describe('the performance', () => {
  it('of all days is what calc says for the same daily returns', async () => {
    const answer = await answered(askPerformance(cannedRig().context, { period: 'all' }));
    expect([answer.returns.length, answer.periodsPerYear, answer.annual]).toEqual([90, 365, true]);
    const { returns, periodsPerYear, found } = answer;
    expect(await calc('performance', { returns, periodsPerYear })).toMatchObject({
      totalReturn: found.totalReturn,
      sharpe: found.sharpe,
      sortino: found.sortino,
      maxDrawdown: found.maxDrawdown,
      calmar: found.calmar,
      profitFactor: found.profitFactor,
    });
    expect(await calc('rolling', { returns, periodsPerYear })).toMatchObject({ alerts: answer.alerts });
  });

  it('ends at the equity of now and begins where the curve does', async () => {
    const rig = withDays(40);
    const { returns, equity, from, to } = await answered(askPerformance(rig.context, { period: 'all' }));
    const growth = returns.reduce((product, each) => product * (1 + each), 1);
    const first = rig.history.points.find(({ at }) => at >= from)!;
    expect(growth).toBeCloseTo(equity / Number(first.equity), 10);
    expect(to - from).toBe(40 * 24 * HOUR);
  });

  it('of a week, or of a young curve, rests on hours and claims nothing for a year', async () => {
    const week = await answered(askPerformance(cannedRig().context, { period: 'week' }));
    expect([week.returns.length, week.annual, week.alerts]).toEqual([168, false, undefined]);
    const young = await answered(askPerformance(withDays(3).context, { period: 'all' }));
    expect([young.returns.length, young.stepMs, young.annual]).toEqual([72, HOUR, false]);
  });

  it('counts the round trips that were closed in the period', async () => {
    const { trades } = await answered(askPerformance(cannedRig().context, { period: 'week' }));
    // Seven trades of the last seven days, one a day: won 96 four times, lost 84 three times.
    expect(trades).toMatchObject({ count: 7, won: 4, profit: '132', cutOff: false });
    expect(trades.profitFactor).toBeCloseTo(384 / 252, 12);
    const none = await answered(askPerformance(cannedRig(0).context, { period: 'month' }));
    expect(none.trades).toEqual({ count: 0, won: 0, profit: '0', profitFactor: null, cutOff: false });
  });

  it('says when it counts the newest five hundred trades only', async () => {
    const { trades } = await answered(askPerformance(cannedRig(1_001).context, { period: 'all' }));
    expect(trades).toMatchObject({ cutOff: false });
    const rig = withDays(90);
    rig.history.rows.splice(0, Number.POSITIVE_INFINITY, ...closedTradeFills(1_100, HOUR));
    const many = await answered(askPerformance(rig.context, { period: 'all' }));
    expect(many.trades).toMatchObject({ cutOff: true, count: 500 });
  });

  it('repeats the equity before a gap, so that the days keep their length', async () => {
    const rig = withDays(40);
    const gap = rig.clock.now() - 10 * 24 * HOUR;
    const { points } = rig.history;
    points.splice(0, Number.POSITIVE_INFINITY, ...points.filter(({ at }) => Math.abs(at - gap) > 3 * HOUR));
    const { returns } = await answered(askPerformance(rig.context, { period: 'all' }));
    expect(returns).toHaveLength(40);
    expect(returns.filter((each) => each === 0)).toHaveLength(1);
  });

  it('is unknown under a day of history, and a fault when history cannot be read', async () => {
    const rig = withDays(0.5);
    expect(await askPerformance(rig.context, { period: 'all' })).toMatchObject({
      value: { kind: 'unknown', reason: 'short-history', detail: '12 h / 24 h' },
    });
    Object.assign(rig.history, { equity: async () => failure(fault('STORE_FAILED')) });
    expect(await askPerformance(rig.context, { period: 'all' })).toMatchObject({
      error: { kind: 'fault', fault: { code: 'STORE_FAILED' } },
    });
  });

  it('is unknown once the account was empty: nothing grows from nothing', async () => {
    const rig = withDays(40);
    const { points } = rig.history;
    const at = points.findIndex((point) => point.at >= rig.clock.now() - 20 * 24 * HOUR);
    points[at] = { ...points[at]!, equity: '0' };
    expect(await askPerformance(rig.context, { period: 'all' })).toMatchObject({
      value: { kind: 'unknown', reason: 'no-equity' },
    });
  });
});
