// Several approvals in the same moment, through ccxt: each card shows a target, and together they never go past it; what waits for
// another card's order is told, and ends with the kill switch like everything else.
import { afterEach, describe, expect, it } from 'vitest';
import { pullKillSwitch } from '../../src/desk/kill/kill-desk.ts';
import { approve } from '../../src/desk/proposals/approving.ts';
import type { Proposal } from '../../src/domain/proposal.ts';
import { type VenueFault, venueFaults } from '../support/binance-server/venue-faults.ts';
import { LoopbackDesk } from '../support/loopback-desk.ts';

const PLACE = 'POST /fapi/v1/order';
const PATIENT = { executeWithinMs: 1_200_000, slippageCap: 0.0005 };

let desk: LoopbackDesk;
afterEach(() => desk.close());

const half = (): Promise<Proposal> => desk.card({ policy: PATIENT });
const whole = (): Promise<Proposal> =>
  desk.card({ policy: PATIENT, legs: [desk.leg({ quantity: '0.5', targetAfter: '0' })] });
/** Presses in one moment, by different people. */
async function pressAll(...cards: readonly Proposal[]): Promise<void> {
  const pressed = await Promise.all(
    cards.map((card, index) => approve(desk.context, desk.ask(['Kim', 'Lee', 'Cho'][index]), card.code)),
  );
  expect(pressed.map(({ ok }) => ok)).toEqual(cards.map(() => true));
}
const ends = (...cards: readonly Proposal[]): string[] =>
  cards.map((card) => desk.stored(card).state.kind).sort();
const filled = (...cards: readonly Proposal[]): string[] =>
  cards.flatMap((card) => desk.ordersOf(card).map((order) => order.executedQty.toString()));

describe.each(['one-way', 'hedge'] as const)('two cuts from 0.5 to 0.25, approved at once, %s', (mode) => {
  it.each<readonly [string, VenueFault | undefined]>([
    ['every answer arrives', undefined],
    ['the first answer is dropped', venueFaults.dropAfter],
    ['the first order is lost', venueFaults.dropBefore],
    ['the first order is taken 4.9 s later', venueFaults.late(4_900, 'silent')],
    ['the first answer is -1007, and it was taken', venueFaults.code('-1007', true)],
  ])('end at 0.25 with one order when %s', async (_, fault) => {
    desk = await LoopbackDesk.open({ hedge: mode === 'hedge' });
    if (fault !== undefined) desk.server.failNext(PLACE, fault);
    const cards = [await half(), await half()] as const;
    await pressAll(...cards);
    await desk.live(40_000);
    expect([desk.held, ends(...cards), filled(...cards)]).toEqual([
      '0.25',
      ['executed', 'obsolete'],
      ['0.25'],
    ]);
  });
});

describe('approvals at once', () => {
  it('of three cuts end at the target of all three', async () => {
    desk = await LoopbackDesk.open();
    const cards = [await half(), await half(), await half()] as const;
    await pressAll(...cards);
    await desk.live(20_000);
    expect([desk.held, filled(...cards)]).toEqual(['0.25', ['0.25']]);
  });

  it('of a cut and a close end flat, and nothing is turned', async () => {
    desk = await LoopbackDesk.open({ hedge: true });
    const cards = [await half(), await whole()] as const;
    await pressAll(...cards);
    await desk.live(20_000);
    expect(desk.held).toBe('0');
    expect(ends(...cards)).not.toContain('executing');
    expect(desk.account.positions).toEqual([]);
  });

  it('of a close while an order of the same position cannot be found: it does not wait', async () => {
    desk = await LoopbackDesk.open();
    const cut = await half();
    desk.server.queryLag(3_600_000);
    desk.server.failNext(PLACE, venueFaults.dropAfter);
    await pressAll(cut);
    await desk.live(100_000);
    expect(desk.stored(cut).state.kind).toBe('needs-person');
    await pressAll(await whole());
    await desk.live(5_000);
    expect(desk.held).toBe('0');
  });

  it('of more margin twice add both, though both answers are dropped', async () => {
    desk = await LoopbackDesk.open({
      prepare: (_, account) =>
        account.hold({
          symbol: 'ETHUSDT',
          side: 'long',
          quantity: '2',
          leverage: 10,
          marginType: 'ISOLATED',
        }),
    });
    const before = Number(desk.account.state.leg('ETHUSDT', 'BOTH').isolatedWallet);
    desk.server.failNext('POST /fapi/v1/positionMargin', venueFaults.dropAfter, 2);
    const action = {
      kind: 'add-margin',
      symbol: 'ETHUSDT',
      positionSide: 'long',
      amount: '300',
      currency: 'USDT',
    } as const;
    const cards = [await desk.card({ action }), await desk.card({ action })] as const;
    await pressAll(...cards);
    await desk.live(60_000);
    expect(ends(...cards)).toEqual(['executed', 'executed']);
    expect(Number(desk.account.state.leg('ETHUSDT', 'BOTH').isolatedWallet) - before).toBe(600);
  });

  it('of two symbols do not wait for each other', async () => {
    desk = await LoopbackDesk.open({
      prepare: (_, account) =>
        account.hold({ symbol: 'ETHUSDT', side: 'long', quantity: '2', leverage: 10, marginType: 'CROSSED' }),
    });
    const eth = {
      symbol: 'ETHUSDT',
      quantity: '1',
      positionBefore: '2',
      targetAfter: '1',
      referencePrice: '3000',
    };
    const cards = [await half(), await desk.card({ policy: PATIENT, legs: [desk.leg(eth)] })] as const;
    desk.server.fault({
      method: PLACE,
      fault: venueFaults.dropAfter,
      where: ({ symbol }) => symbol === 'BTCUSDT',
    });
    await pressAll(...cards);
    await desk.live(4_000);
    expect([desk.stored(cards[0]).state.kind, desk.stored(cards[1]).state.kind]).toEqual([
      'unknown',
      'executed',
    ]);
    await desk.live(20_000);
  });

  it('of a card that waits for another are void with the kill switch, and told so', async () => {
    desk = await LoopbackDesk.open();
    const cards = [await half(), await half()] as const;
    desk.server.failNext(PLACE, venueFaults.late(4_000, 'silent'));
    await pressAll(...cards);
    await desk.live(2_000);
    expect(ends(...cards)).toEqual(['executing', 'unknown']);
    await pullKillSwitch(desk.context, desk.ask(), { kind: 'all' }, 'flatten', 'test', false);
    await desk.live(30_000);
    expect([desk.held, filled(...cards)]).toEqual(['0', ['0.25']]);
    expect(ends(...cards)).toEqual(['executed', 'obsolete']);
    expect(desk.told(({ kind }) => kind === 'proposal').some((title) => /KILL/i.test(title))).toBe(true);
  });
});
