// Acknowledge, mute, move a line: what people do with alerts, and what that never decides.
import { describe, expect, test } from 'vitest';
import { acknowledge } from '../../src/desk/alerts/acknowledge.ts';
import { mute } from '../../src/desk/alerts/mute.ts';
import { setThreshold, thresholdsFrom } from '../../src/desk/alerts/set-threshold.ts';
import type { Result } from '../../src/domain/result.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { Declined } from '../../src/ports/desk.ts';
import { DeskRig, MINUTE } from './desk-rig.ts';

function value<T>(result: Result<T, Declined>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const codes = (result: Result<unknown, Declined>): string[] =>
  !result.ok && result.error.kind === 'refused' ? result.error.refusals.map(({ code }) => code) : [];

describe('alerts in people’s hands', () => {
  const alarmed = async (): Promise<DeskRig> => {
    const rig = new DeskRig().withBtcLong('20000');
    await rig.passes(2);
    rig.mark('BTCUSDT', 21_200);
    await rig.pass();
    rig.heard();
    return rig;
  };

  test('an acknowledgement stops the repeats and decides no card', async () => {
    const rig = await alarmed();
    const alerts = value(await acknowledge(rig.context, rig.ask('lee')));
    expect(alerts.every((alert) => alert.acknowledgedBy === 'lee')).toBe(true);
    await rig.passes(3, MINUTE);
    expect(rig.heardWords().filter((line) => line.startsWith('repeated'))).toEqual([]);
    expect(rig.cards[0]?.state.kind).toBe('proposed');
  });

  test('the first person who acknowledged stays the one', async () => {
    const rig = await alarmed();
    const [first] = value(await acknowledge(rig.context, rig.ask('lee')));
    const again = value(await acknowledge(rig.context, rig.ask('kim'), first!.code));
    expect(again[0]?.acknowledgedBy).toBe('lee');
  });

  test('acknowledging all of them again has nothing to do, and one more alert is the only one that counts', async () => {
    const rig = await alarmed();
    const all = value(await acknowledge(rig.context, rig.ask('lee')));
    expect(codes(await acknowledge(rig.context, rig.ask('kim')))).toEqual(['NOTHING_TO_DO']);
    const [reopened] = all;
    rig.context.memory.alerts.set(reopened!.id, { ...reopened!, state: 'open' });
    await rig.ledger.commit([]);
    expect(value(await acknowledge(rig.context, rig.ask('kim'))).map(({ code }) => code)).toEqual([
      reopened!.code,
    ]);
  });

  test('one code means one alert, an unknown one is refused', async () => {
    const rig = await alarmed();
    const [first] = [...rig.context.memory.alerts.values()];
    expect(value(await acknowledge(rig.context, rig.ask(), first!.code.toLowerCase()))).toHaveLength(1);
    expect(codes(await acknowledge(rig.context, rig.ask(), 'ZZZZ'))).toEqual(['ALERT_UNKNOWN']);
  });

  test('a mute lasts at most a day and is kept in the journal with who did it', async () => {
    const rig = await alarmed();
    const muted = value(await mute(rig.context, rig.ask('lee'), 99 * 24 * 60 * MINUTE));
    expect(muted[0]!.mutedUntil! - rig.clock.now()).toBe(24 * 60 * MINUTE);
    expect(rig.ledger.content.journal.at(-1)?.entry).toMatchObject({ by: 'lee', data: { what: 'muted' } });
  });

  test('without an open alert there is nothing to acknowledge or mute', async () => {
    const rig = new DeskRig().withBtcLong();
    expect(codes(await acknowledge(rig.context, rig.ask()))).toEqual(['NOTHING_TO_DO']);
    expect(codes(await mute(rig.context, rig.ask(), MINUTE))).toEqual(['NOTHING_TO_DO']);
  });
});

describe('thresholds', () => {
  test('a line moved in order is used by the next check, kept, journalled and told', async () => {
    const rig = new DeskRig().withBtcLong();
    value(await setThreshold(rig.context, rig.ask(), 'margin-ratio', 'warning', 0.05));
    await rig.pass();
    expect(rig.heardWords()).toEqual(
      expect.arrayContaining(['notice thresholds-changed', expect.stringContaining('margin-ratio')]),
    );
    expect(rig.preferences.thresholds).toEqual({ 'margin-ratio.warning': 0.05 });
  });

  test.each([
    ['margin-ratio', 'warning', 0.85],
    ['margin-ratio', 'emergency', 0.5],
    ['liquidation-distance', 'warning', 0.08],
    ['liquidation-distance', 'emergency', 0.3],
    ['drawdown', 'critical', Number.NaN],
    ['drawdown', 'warning', -1],
  ] as const)('%s %s at %d would stand out of order', async (metric, level, limit) => {
    const rig = new DeskRig();
    expect(codes(await setThreshold(rig.context, rig.ask(), metric, level, limit))).toEqual([
      'THRESHOLD_ORDER',
    ]);
    expect(rig.context.memory.thresholds).toEqual(DEFAULT_THRESHOLDS);
  });

  test('what people changed is taken over at start, except where it no longer fits', () => {
    const stored = { 'margin-ratio.warning': 0.5, 'drawdown.warning': 0.99 };
    const { thresholds, ignored } = thresholdsFrom(DEFAULT_THRESHOLDS, stored);
    expect(thresholds['margin-ratio'].warning).toBe(0.5);
    expect(thresholds.drawdown).toEqual(DEFAULT_THRESHOLDS.drawdown);
    expect(ignored).toEqual(['drawdown.warning']);
  });
});
