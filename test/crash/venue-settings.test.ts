// More margin and another leverage through ccxt on an exchange that fails: there is no order id to look up, so the position before
// and after is the witness. Whatever happens, what was approved is there once, and people are told so.
import { afterAll, describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { isDecided, type Proposal } from '../../src/domain/proposal.ts';
import { type VenueFault, venueFaults } from '../support/binance-server/venue-faults.ts';
import { LoopbackDesk } from '../support/loopback-desk.ts';
import { once } from './venue-fault-rows.ts';

const ETH = { symbol: 'ETHUSDT', positionSide: 'long' } as const;
const MARGIN = { kind: 'add-margin', ...ETH, amount: '300', currency: 'USDT' } as const;
const LEVERAGE = { kind: 'set-leverage', ...ETH, before: 10, leverage: 20 } as const;
const ADDRESS = {
  'add-margin': 'POST /fapi/v1/positionMargin',
  'set-leverage': 'POST /fapi/v1/leverage',
} as const;
const { code, html, late, tooMany, banned } = venueFaults;

type Fault = readonly [name: string, fault: VenueFault | undefined, end?: Proposal['state']['kind']];
const FAULTS: readonly Fault[] = [
  ['nothing', undefined],
  ['answer dropped, done', venueFaults.dropAfter],
  ['lost on the way', venueFaults.dropBefore],
  ['reset in the middle of the answer', { kind: 'truncate', bytes: 10 }],
  ['never answered, not done', venueFaults.hang],
  ['done 4.9 s later', late(4_900, 'silent')],
  ['too late for its window', late(9_000, 'silent')],
  ['502 page, done', html(502, true)],
  ['502 page, not done', html(502)],
  ['200 with a page, done', { kind: 'answer', status: 200, body: '<html></html>', effect: true }],
  ['-1007, done', code('-1007', true)],
  ['-1007, not done', code('-1007')],
  ['-1008', code('-1008')],
  ['-1021', code('-1021')],
  ['429, Retry-After 4 s', tooMany(4)],
  ['418, banned for 20 s', banned(20)],
  ['-2015 key', code('-2015'), 'aborted'],
];

const walked: string[] = [];
afterAll(() => console.log(`\n${walked.length} changes of a position through ccxt\n${walked.join('\n')}\n`));

describe.each([MARGIN, LEVERAGE])('$kind', (action) => {
  const rows = FAULTS.flatMap(([name, fault, end = 'executed'], index) => [
    [name, fault, end, undefined] as const,
    ...(fault === undefined || end !== 'executed' || action.kind === 'set-leverage' || index > 6
      ? []
      : [[`${name}; the price moves`, fault, end, '3090'] as const]),
  ]);
  it.each(rows)('%s', async (name, fault, end, price) => {
    const desk = await LoopbackDesk.open({
      prepare: (_, account) =>
        account.hold({
          symbol: 'ETHUSDT',
          side: 'long',
          quantity: '2',
          leverage: 10,
          marginType: 'ISOLATED',
        }),
    });
    try {
      const truth = () => ({
        margin: Number(desk.account.state.leg('ETHUSDT', 'BOTH').isolatedWallet),
        leverage: desk.account.state.settingsOf('ETHUSDT').leverage,
      });
      const before = truth();
      if (fault !== undefined) once(ADDRESS[action.kind], fault)(desk);
      const card = await desk.card({ action, policy: { executeWithinMs: 1_200_000 } });
      await approve(desk.context, desk.ask(), card.code);
      // A profit must not be taken for margin that arrived, nor a loss hide it.
      if (price !== undefined) desk.server.price('ETHUSDT', price);
      await desk.liveOut(card, 60_000);
      const after = truth();
      const told = desk.told(({ kind }) => kind === 'proposal').at(-1) ?? 'nothing';
      walked.push(
        `${action.kind.padEnd(13)} ${name.padEnd(52)} +${after.margin - before.margin} ${after.leverage}x  ${told}`,
      );
      const state = desk.stored(card).state;
      expect({ end: state.kind, isDecided: isDecided(state) }).toEqual({ end, isDecided: true });
      const isDone = end === 'executed';
      expect(after.margin - before.margin).toBe(isDone && action.kind === 'add-margin' ? 300 : 0);
      expect(after.leverage).toBe(isDone && action.kind === 'set-leverage' ? 20 : 10);
      expect(told).toMatch(isDone ? /DONE/ : /ABORTED/);
    } finally {
      await desk.close();
    }
  });
});
