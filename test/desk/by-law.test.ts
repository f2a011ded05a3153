// Laws of the desk over any sequence of what people and markets do: after a kill nothing reaches the venue before a reset, and
// no order of the desk ever makes a position larger or turns it round.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openDesk } from '../../src/desk/open-desk.ts';
import type { RunningDesk } from '../../src/desk/running-desk.ts';
import { settle } from '../support/fake-clock.ts';
import { DeskRig, MINUTE, SECOND } from './desk-rig.ts';

type Deed = (rig: DeskRig, running: RunningDesk) => unknown;

const SYMBOL = { symbol: 'BTCUSDT' } as const;
const admin = (rig: DeskRig) => rig.ask('ann', 'admin');
const newest = ({ desk }: RunningDesk) => desk.view().proposals.at(-1);

/** Everything that a person may ask for that could end in a change at the venue, but the reset. */
const DEEDS: Readonly<Record<string, Deed>> = {
  'cuts a half': (rig, { desk }) => desk.proposeCut(rig.ask('kim'), { ...SYMBOL, share: 0.5 }),
  'cuts a tenth': (rig, { desk }) => desk.proposeCut(rig.ask('kim'), { ...SYMBOL, share: 0.1 }),
  'cuts a third and approves it': async (rig, { desk }) => {
    const card = await desk.proposeCut(rig.ask('kim'), { ...SYMBOL, share: 0.3 });
    if (card.ok) await desk.approve(rig.ask('kim'), card.value.code, card.value.contentHash);
  },
  'closes it': (rig, { desk }) => desk.proposeClose(rig.ask('kim'), SYMBOL),
  'closes all': (rig, { desk }) => desk.proposeClose(rig.ask('kim'), { symbol: 'all' }),
  'takes the best step': (rig, { desk }) => desk.proposeBestStep(rig.ask('kim')),
  'asks for a stop': (rig, { desk }) =>
    desk.proposeStop(rig.ask('kim'), SYMBOL, { kind: 'distance', ratio: 0.03, trails: true }),
  'asks for a leverage': (rig, { desk }) => desk.proposeLeverage(rig.ask('kim'), SYMBOL, 7),
  'approves the newest': (rig, running) => {
    const card = newest(running);
    return card === undefined ? undefined : running.desk.approve(rig.ask('kim'), card.code, card.contentHash);
  },
  'approves the oldest': (rig, { desk }) => {
    const [card] = desk.view().proposals;
    return card === undefined ? undefined : desk.approve(rig.ask('bob'), card.code, card.contentHash);
  },
  'halves the newest': (rig, running) => {
    const card = newest(running);
    return card === undefined ? undefined : running.desk.adjust(rig.ask('kim'), card.code, 'halve');
  },
  resumes: (rig, { desk }) => desk.resume(admin(rig)),
  pauses: (rig, { desk }) => desk.pause(rig.ask('kim')),
  'asks for real mode': (rig, { desk }) => desk.switchMode(admin(rig), 'real', '000000'),
  'asks for paper mode': (rig, { desk }) => desk.switchMode(admin(rig), 'paper', undefined),
};
const MARKET: Readonly<Record<string, Deed>> = {
  'the market falls': (rig) => rig.mark('BTCUSDT', 54_000),
  'the market crashes': (rig) => rig.mark('BTCUSDT', 52_800),
  'the market is back': (rig) => rig.mark('BTCUSDT', 60_000),
  'ten seconds pass': (rig) => rig.clock.advance(10 * SECOND),
  'three minutes pass': (rig) => rig.clock.advance(3 * MINUTE),
  'the watch looks': (_, running) => running.check(),
  'the minute strikes': (_, running) => running.minute(),
};
const OWN: Readonly<Record<string, Deed>> = {
  'somebody buys elsewhere': (rig) =>
    rig.venue.hold({ ...SYMBOL, side: 'long', quantity: rig.venue.signed('BTCUSDT').plus('0.1').toFixed() }),
  'somebody turns it round elsewhere': (rig) => rig.venue.hold({ ...SYMBOL, side: 'short', quantity: '0.3' }),
};
const ALL = { ...DEEDS, ...MARKET, ...OWN };

const CHANGES = new Set(['submit', 'setLeverage', 'addMargin', 'setMarginMode']);
const changes = (rig: DeskRig): string[] =>
  rig.exchange.calls.map(({ method }) => String(method)).filter((method) => CHANGES.has(method));

async function opened(): Promise<{ rig: DeskRig; running: RunningDesk }> {
  const rig = new DeskRig().withBtcLong('12000');
  const running = await openDesk(rig.options());
  await running.check();
  return { rig, running };
}

async function act(rig: DeskRig, running: RunningDesk, name: string): Promise<void> {
  void ALL[name]!(rig, running);
  await settle(2);
  await rig.clock.advance(SECOND);
  await settle(2);
}

const story = (names: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...names), { minLength: 3, maxLength });
const people = [...Object.keys(DEEDS), ...Object.keys(MARKET)];

describe('after a kill', () => {
  it('no sequence of asks changes anything at the venue, with or without a card approved before it', async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(story(people, 6), story(people, 14), async (before, after) => {
        const { rig, running } = await opened();
        for (const name of before) await act(rig, running, name);
        await running.desk.kill(rig.ask('kim'), { kind: 'all' }, 'halt', 'test');
        await rig.clock.advance(5 * SECOND);
        await settle(4);
        const [made, held] = [changes(rig).length, rig.venue.signed('BTCUSDT').toFixed()];
        for (const name of after) await act(rig, running, name);
        await rig.clock.advance(10 * MINUTE);
        await running.check();
        expect(changes(rig).slice(made)).toEqual([]);
        expect(rig.venue.signed('BTCUSDT').toFixed()).toBe(held);
        asked += made;
      }),
      { numRuns: 60, seed: 5 },
    );
    expect(asked, 'the same asks do reach the venue before the kill').toBeGreaterThan(5);
  });
});

describe('whatever people, markets and others at the venue do', () => {
  it('no order of the desk makes a position larger or turns it round', async () => {
    let orders = 0;
    await fc.assert(
      fc.asyncProperty(story(Object.keys(ALL), 16), async (deeds) => {
        const { rig, running } = await opened();
        const wrong: string[] = [];
        rig.exchange.onSubmit = (intent) => {
          const held = rig.venue.signed('BTCUSDT');
          if (!intent.reduceOnly) wrong.push(`${intent.type} is not reduce-only`);
          if (intent.type === 'stop-market') return;
          orders += 1;
          const change = intent.quantity.value.times(intent.side === 'buy' ? 1 : -1);
          const isCut = held.times(change).lt(0) && change.abs().lte(held.abs());
          if (!isCut) wrong.push(`${change} on ${held}`);
        };
        for (const name of deeds) await act(rig, running, name);
        await running.check();
        expect(wrong).toEqual([]);
      }),
      { numRuns: 100, seed: 7 },
    );
    expect(orders, 'orders were sent at all').toBeGreaterThan(20);
  });
});
