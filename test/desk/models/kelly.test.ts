// What a trade may risk: the same numbers as `cutman calc kelly` for the same closed trades, and the default while they are few.
import { describe, expect, it } from 'vitest';
import { askKelly } from '../../../src/desk/questions/ask-kelly.ts';
import { answered } from '../../support/answered.ts';
import { calc } from '../../support/calc.ts';
import { cannedRig } from '../../support/canned-models.ts';

describe('the Kelly bet', () => {
  it('is what calc says for the returns of the closed trades', async () => {
    const answer = await answered(askKelly(cannedRig(45).context, {}));
    expect(answer.returns).toHaveLength(45);
    // 0.1 from 40,000 to 41,000 wins 100 less two fees of 2, on 4,000 put on.
    expect(answer.returns[0]).toBeCloseTo(96 / 4_000, 12);
    const { equity, returns, fraction, limit, maxLeverage } = answer;
    const said = await calc('kelly', { returns, equity, fraction, riskLimit: limit, maxLeverage });
    expect(said).toMatchObject({
      basis: 'returns',
      kellyFraction: answer.sizing?.kellyFraction,
      safeKelly: answer.sizing?.safeKelly,
      growthOptimalFraction: answer.sizing?.growthOptimalFraction,
      expectancy: answer.sizing?.expectancy,
    });
    expect(Number(said['riskAmount'])).toBeCloseTo(answer.riskAmount, 8);
  });

  it('of a record told in figures is what calc says for it', async () => {
    const record = { winProbability: 0.55, averageWin: 0.02, averageLoss: 0.015 };
    const { sizing, equity, fraction, limit } = await answered(askKelly(cannedRig(0).context, { record }));
    const said = await calc('kelly', { ...record, equity, fraction, riskLimit: limit });
    expect(said).toMatchObject({ basis: 'given', kellyFraction: sizing?.kellyFraction });
  });

  it('is the default of 1 % of equity, said as such, under 30 trades', async () => {
    const { sizing, riskAmount, equity } = await answered(askKelly(cannedRig(29).context, {}));
    expect(sizing).toMatchObject({ basis: 'default', reason: 'under-30-trades', kellyFraction: null });
    expect(riskAmount).toBeCloseTo(0.01 * equity, 8);
  });

  it('before the first closed trade has no record and the same default', async () => {
    const { sizing, riskAmount, equity, returns } = await answered(askKelly(cannedRig(0).context, {}));
    expect([sizing, returns]).toEqual([null, []]);
    expect(riskAmount).toBeCloseTo(0.01 * equity, 8);
  });

  it('counts no funding as a trade and no other account', async () => {
    const rig = cannedRig(1);
    const [first] = rig.history.rows;
    if (first === undefined) throw new Error('no fill');
    rig.history.rows.push(
      { ...first, id: 'f', cause: 'funding', quantity: '0', realizedPnl: '-3', at: first.at + 1 },
      ...rig.history.rows.map((row) => ({ ...row, id: `h${row.id}`, account: 'hedge' })),
    );
    expect((await answered(askKelly(rig.context, {}))).returns).toHaveLength(1);
  });
});
