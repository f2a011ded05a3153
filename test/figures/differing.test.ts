// The venue's figure and ours contradict each other: people see both, in /liq, in /risk and in the alert, and what is dangerous by either is
// treated as dangerous. The desk, the adapter and HTTP are the real ones; only the venue's answer is doctored.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { speech } from '../../src/chat/core/speech.ts';
import { wordAlert } from '../../src/chat/words/word-alert.ts';
import { wordLiquidations } from '../../src/chat/words/word-liquidations.ts';
import { wordPositionRisk } from '../../src/chat/words/word-position-risk.ts';
import { wordRisk } from '../../src/chat/words/word-risk.ts';
import { viewOf } from '../../src/desk/state/view.ts';
import { candles, DeskRig } from '../desk/desk-rig.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { type FiguresRig, figuresRig } from './figures-rig.ts';

const POSITIONS = 'GET /fapi/v3/positionRisk';
let desk: DeskRig;
let rig: FiguresRig;

/** 1 BTC long at 60,000 with 10,000 USDT: liquidated at 50,213, 16.3 % below the mark. */
async function open(deposit = '10000'): Promise<void> {
  desk = new DeskRig();
  rig = await figuresRig({
    deposit,
    clock: desk.clock,
    prepare: (_, account) => account.hold({ symbol: 'BTCUSDT', side: 'long', quantity: '1' }),
  });
  desk.context.accounts = [{ name: 'main', exchange: rig.exchange, candles: candles() }];
}
beforeEach(() => open());
afterEach(() => rig.close());

/** From now on the venue tells its positions with these fields changed. */
async function doctor(change: (row: Record<string, string>) => Record<string, string>): Promise<void> {
  rig.server.clearFaults();
  const { body } = await rig.call(POSITIONS);
  const doctored = body.map((row: Record<string, string>) => ({ ...row, ...change(row) }));
  rig.server.fault({
    method: POSITIONS,
    times: Number.POSITIVE_INFINITY,
    fault: { kind: 'answer', status: 200, body: doctored },
  });
}
const times = (text: string | undefined, factor: number): string => (Number(text) * factor).toFixed(8);

function said() {
  const view = viewOf(desk.context);
  const wording = { ...speech('en', 'UTC'), view };
  const position = { account: 'main', symbol: 'BTCUSDT', side: 'long' } as const;
  return {
    liq: drawPlain(wordLiquidations(undefined, wording)),
    risk: drawPlain(wordRisk(view, undefined, wording)),
    position: drawPlain(wordPositionRisk(position as never, view, wording)),
    alerts: view.alerts.map((alert) => drawPlain(wordAlert('raised', alert, wording))),
  };
}

describe('a venue that says what we say', () => {
  it('is not mentioned', async () => {
    await desk.pass();
    expect(Object.values(said()).flat().join('\n')).not.toContain('MODEL≠VENUE');
  });
});

describe.each([
  ['liquidation price', 'liquidationPrice', ['liq', 'risk', 'position']],
  ['maintenance margin', 'maintMargin', ['liq', 'risk', 'position']],
] as const)('a %s of the venue', (_, field, places) => {
  it('that is 0.02 % off stands beside ours wherever ours is shown', async () => {
    await doctor((row) => ({ [field]: times(row[field], 1.0002) }));
    await desk.pass();
    const words = said();
    for (const place of places) expect(words[place], place).toContain('MODEL≠VENUE');
  });

  it('that is 0.005 % off is the same figure', async () => {
    await doctor((row) => ({ [field]: times(row[field], 1.00005) }));
    await desk.pass();
    for (const place of places) expect(said()[place], place).not.toContain('MODEL≠VENUE');
  });
});

describe('a venue that sees more danger than we do', () => {
  it('is believed: the alert is about its figure, and says both', async () => {
    await doctor(() => ({ liquidationPrice: '57600' }));
    await desk.passes(2);
    const { alerts, liq } = said();
    const alert = alerts.find((text) => text.includes('to liquidation')) ?? '';
    expect(alert).toMatch(/^EMERGENCY · BTC 4\.0 % to liquidation/);
    expect(alert).toContain('16.3 % MODEL≠VENUE 4.0');
    expect(liq).toMatch(/MODEL≠VENUE 57,600/);
  });

  it('is not talked out of it: the card that its figure called for still stands', async () => {
    await doctor(() => ({ liquidationPrice: '57600' }));
    await desk.passes(3);
    expect(desk.cards.map(({ content }) => content.action.kind)).toContain('reduce');
    await desk.passes(5);
    expect(desk.cards.map(({ state }) => state.kind)).toEqual(['proposed']);
  });

  it('is believed about the margin ratio as well', async () => {
    await doctor(() => ({ maintMargin: '8500' }));
    await desk.passes(2);
    const alert = said().alerts.find((text) => text.includes('margin')) ?? '';
    expect(alert).toMatch(/^CRITICAL · margin 85\.0 %/);
    expect(alert).toContain('2.5 % MODEL≠VENUE 85.0');
  });

  it('names a price where we find none', async () => {
    await rig.close();
    await open('90000');
    await doctor(() => ({ liquidationPrice: '57600' }));
    await desk.passes(2);
    const { liq, alerts } = said();
    expect(liq).toContain('none MODEL≠VENUE 57,600');
    expect(alerts.some((text) => text.startsWith('EMERGENCY · BTC 4.0 % to liquidation'))).toBe(true);
  });
});

describe('a venue that sees less danger than we do', () => {
  it('does not end an alert that our figure calls for', async () => {
    rig.server.price('BTCUSDT', '52000');
    await doctor(() => ({ liquidationPrice: '30000' }));
    await desk.passes(2);
    const alert = said().alerts.find((text) => text.includes('to liquidation')) ?? '';
    expect(alert).toMatch(/^EMERGENCY · BTC 3\.5 % to liquidation/);
    expect(alert).toContain('MODEL≠VENUE 42.3');
  });
});
