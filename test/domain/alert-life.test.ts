// What people hear of a breach, and when: once, at once when it gets worse, again when nobody answers an emergency, and its end.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Alert, Breach } from '../../src/domain/alert.ts';
import { type AlertReading, type AlertStep, isQuietChange, nextAlert } from '../../src/domain/alert-life.ts';
import { levelRank } from '../../src/domain/level.ts';
import { DEFAULT_THRESHOLDS, levelOf } from '../../src/domain/thresholds.ts';

const MINUTE = 60_000;
const POLICY = { deduplicateMs: 5 * MINUTE, repeatEmergencyMs: MINUTE, contacts: ['Kim', 'Lee'] };
const DISTANCE = DEFAULT_THRESHOLDS['liquidation-distance'];

function breach(value: number): Breach {
  const level = levelOf(value, DISTANCE);
  if (level === 'safe') throw new Error('a breach is past a line');
  const { direction: _, ...limits } = DISTANCE;
  return {
    account: 'main',
    metric: 'liquidation-distance',
    subject: 'BTCUSDT:long',
    level,
    value,
    limits,
    contributors: [],
  };
}

/** Plays readings at their minutes and keeps every step. A number is a breach, 'over' its end, 'unknown' no figure. */
class Story {
  open: Alert | undefined;
  before: Alert | undefined;
  readonly told: string[] = [];
  readonly steps: AlertStep[] = [];
  #named = 0;

  at(minute: number, what: number | 'over' | 'unknown'): this {
    const reading: AlertReading =
      typeof what === 'number'
        ? { kind: 'breached', breach: breach(what) }
        : what === 'over'
          ? { kind: 'over', value: 0.3 }
          : { kind: 'unknown' };
    const step = nextAlert(this.open, this.before, reading, minute * MINUTE, 'below', POLICY, () => {
      this.#named += 1;
      return { id: `a${this.#named}`, code: `A00${this.#named}` };
    });
    if (step === undefined) return this;
    this.steps.push(step);
    if (step.telling !== undefined) {
      const contact = step.contact === undefined ? '' : ` ${step.contact}`;
      this.told.push(`${minute} ${step.telling} ${step.alert.level}${contact}`);
    }
    if (step.alert.state === 'resolved') {
      this.before = step.alert;
      this.open = undefined;
    } else this.open = step.alert;
    return this;
  }

  acknowledge(minute: number): this {
    this.open = {
      ...this.open!,
      state: 'acknowledged',
      acknowledgedBy: 'Lee',
      acknowledgedAt: minute * MINUTE,
    };
    return this;
  }

  mute(untilMinute: number): this {
    this.open = { ...this.open!, mutedUntil: untilMinute * MINUTE };
    return this;
  }
}

const story = (): Story => new Story();

describe('what is told', () => {
  test('the first reading past a line is told at once', () => {
    expect(story().at(0, 0.18).told).toEqual(['0 raised warning']);
  });

  test('the same level is not told again within five minutes', () => {
    expect(story().at(0, 0.09).at(1, 0.088).at(4, 0.086).told).toEqual(['0 raised critical']);
  });

  test('a critical breach that stands still is told again after half an hour, one that gets worse after five minutes', () => {
    const still = story();
    for (let minute = 0; minute <= 31; minute += 1) still.at(minute, 0.09);
    expect(still.told).toEqual(['0 raised critical', '30 repeated critical']);
    expect(story().at(0, 0.09).at(5, 0.07).told).toEqual(['0 raised critical', '5 repeated critical']);
  });

  test('a warning that stands still is told again only after an hour', () => {
    const played = story();
    for (let minute = 0; minute <= 60; minute += 5) played.at(minute, 0.18);
    expect(played.told).toEqual(['0 raised warning', '60 repeated warning']);
  });

  test('a warning that gets worse is told again after five minutes', () => {
    expect(story().at(0, 0.19).at(5, 0.16).told).toEqual(['0 raised warning', '5 repeated warning']);
  });

  test('a higher level passes at once, from warning to critical to emergency', () => {
    expect(story().at(0, 0.18).at(0.1, 0.09).at(0.2, 0.04).told).toEqual([
      '0 raised warning',
      '0.1 escalated critical',
      '0.2 escalated emergency',
    ]);
  });

  test('a higher level passes a mute and asks for a new acknowledgement', () => {
    const played = story().at(0, 0.18).acknowledge(1).mute(60).at(2, 0.09);
    expect(played.told).toEqual(['0 raised warning', '2 escalated critical']);
    expect(played.open?.state).toBe('open');
    expect(played.open?.mutedUntil).toBeUndefined();
  });

  test('a mute holds repeats of the same level', () => {
    expect(story().at(0, 0.09).mute(20).at(6, 0.08).at(19, 0.07).at(20, 0.06).told).toEqual([
      '0 raised critical',
      '20 repeated critical',
    ]);
  });

  test('a clock that was set back while nobody ran does not keep an emergency silent, nor make it chatter', () => {
    const played = story().at(100, 0.04).at(5, 0.04).at(5.1, 0.04).at(5.5, 0.04).at(6, 0.04).at(7, 0.04);
    expect(played.told).toEqual([
      '100 raised emergency',
      '5 repeated emergency Kim',
      '6 repeated emergency Lee',
      '7 repeated emergency Kim',
    ]);
  });

  test('an emergency repeats every minute, whatever the mute, and calls one contact after the other', () => {
    const played = story().at(0, 0.04).mute(60).at(0.5, 0.04).at(1, 0.04).at(2, 0.03).at(3, 0.03);
    expect(played.told).toEqual([
      '0 raised emergency',
      '1 repeated emergency Kim',
      '2 repeated emergency Lee',
      '3 repeated emergency Kim',
    ]);
    expect(played.open?.escalationStep).toBe(3);
  });

  test('an emergency that nobody answers repeats every minute ten times, then every five minutes for as long as it lasts', () => {
    const played = story();
    for (let minute = 0; minute <= 30; minute += 1) played.at(minute, 0.04);
    const minutes = played.told.map((line) => Number(line.split(' ')[0]));
    expect(minutes).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30]);
  });

  test('an acknowledged emergency is not repeated', () => {
    expect(story().at(0, 0.04).acknowledge(1).at(2, 0.04).at(30, 0.03).told).toEqual(['0 raised emergency']);
  });

  test('a level that falls is told once the five minutes are over', () => {
    expect(story().at(0, 0.04).acknowledge(0).at(1, 0.08).at(6, 0.08).at(8, 0.08).told).toEqual([
      '0 raised emergency',
      '6 eased critical',
    ]);
  });

  test('a level that falls and comes back before anybody heard of the fall is not told twice', () => {
    expect(story().at(0, 0.09).at(1, 0.18).at(2, 0.09).told).toEqual(['0 raised critical']);
  });

  test('the end is told with duration, worst value and who acknowledged', () => {
    const played = story().at(0, 0.09).at(3, 0.031).acknowledge(4).at(12, 'over');
    expect(played.told.at(-1)).toBe('12 resolved emergency');
    expect(played.before).toMatchObject({
      state: 'resolved',
      worstValue: 0.031,
      worstLevel: 'emergency',
      acknowledgedBy: 'Lee',
      value: 0.3,
      openedAt: 0,
      resolvedAt: 12 * MINUTE,
    });
  });

  test('a breach that comes back within five minutes is kept quiet, and so is its end', () => {
    const played = story().at(0, 0.09).at(1, 'over').at(2, 0.09).at(3, 'over');
    expect(played.told).toEqual(['0 raised critical', '1 resolved critical']);
  });

  test('a breach that came back quietly is told when it lasts', () => {
    expect(story().at(0, 0.09).at(1, 'over').at(2, 0.09).at(5, 0.09).told.at(-1)).toBe('5 raised critical');
  });

  test('a breach that came back quietly and rises is told at once', () => {
    expect(story().at(0, 0.18).at(1, 'over').at(2, 0.18).at(2.1, 0.09).told.at(-1)).toBe(
      '2.1 raised critical',
    );
  });

  test('an emergency that comes back is told at once', () => {
    expect(story().at(0, 0.04).at(1, 'over').at(2, 0.04).told.at(-1)).toBe('2 raised emergency');
  });

  test('a figure that cannot be had ends nothing', () => {
    const played = story().at(0, 0.04).at(1, 'unknown');
    expect(played.open?.state).toBe('open');
    expect(played.told).toEqual(['0 raised emergency']);
  });

  test('without a breach there is nothing to end', () => {
    expect(story().at(0, 'over').steps).toEqual([]);
  });
});

describe('the row', () => {
  test('carries the trend with where it came from and since when', () => {
    const played = story().at(0, 0.091).at(4, 0.07).at(11, 0.046);
    expect(played.open).toMatchObject({ trend: 'worsening', trendFrom: 0.091, trendSince: 0 });
    played.at(12, 0.06);
    expect(played.open).toMatchObject({ trend: 'recovering', trendFrom: 0.046, trendSince: 11 * MINUTE });
    played.at(13, 0.0601).at(18, 0.0602).at(24, 0.0602);
    expect(played.open).toMatchObject({ trend: 'steady' });
  });

  test('is steady while it stays around one value', () => {
    const played = story();
    for (let minute = 0; minute <= 20; minute += 1) played.at(minute, minute % 2 === 0 ? 0.15 : 0.1505);
    expect(played.open).toMatchObject({ trend: 'steady', trendSince: 0 });
  });

  test('a slow creep is a trend as well', () => {
    const played = story();
    for (let minute = 0; minute <= 30; minute += 1) played.at(minute, 0.19 - minute * 0.0003);
    expect(played.open?.trend).toBe('worsening');
  });

  test('orders what needs a person first', () => {
    expect(story().at(0, 0.18).open?.priority).toBe(4);
    expect(story().at(0, 0.09).open?.priority).toBe(7);
    expect(story().at(0, 0.04).open?.priority).toBe(10);
  });

  test('rises by one version a step', () => {
    const played = story().at(0, 0.18).at(1, 0.18).at(2, 'over');
    expect(played.steps.map((step) => step.alert.version)).toEqual([1, 2, 3]);
  });

  test('a reading that changes nothing to remember is told apart from one that does', () => {
    const first = story().at(0, 0.15).open!;
    const still = story().at(0, 0.15).at(1, 0.1505).open!;
    const worse = story().at(0, 0.15).at(1, 0.12).open!;
    expect(isQuietChange(first, still)).toBe(true);
    expect(isQuietChange(first, worse)).toBe(false);
  });
});

describe('whatever happens', () => {
  const minutes = fc.array(
    fc.record({
      gap: fc.double({ min: 0.01, max: 10, noNaN: true }),
      what: fc.oneof(
        fc.double({ min: 0.001, max: 0.199, noNaN: true }),
        fc.constant('over' as const),
        fc.constant('unknown' as const),
      ),
      acknowledged: fc.boolean(),
      muted: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  );

  test('a level higher than what people heard last is told at once', () => {
    fc.assert(
      fc.property(minutes, (readings) => {
        const played = story();
        let now = 0;
        for (const { gap, what, acknowledged, muted } of readings) {
          now += gap;
          const heard = played.open?.toldLevel;
          const tellings = played.told.length;
          played.at(now, what);
          if (typeof what === 'number' && heard !== undefined) {
            if (levelRank(levelOf(what, DISTANCE)) > levelRank(heard)) {
              expect(played.told.length).toBe(tellings + 1);
            }
          }
          if (played.open !== undefined && acknowledged) played.acknowledge(now);
          if (played.open !== undefined && muted) played.mute(now + 600);
        }
      }),
    );
  });

  test('after its end nothing is told until it is raised again', () => {
    fc.assert(
      fc.property(minutes, (readings) => {
        const played = story();
        let now = 0;
        for (const { gap, what } of readings) {
          now += gap;
          played.at(now, what);
        }
        let ended = true;
        for (const line of played.told) {
          const telling = line.split(' ')[1];
          if (ended) expect(telling).toBe('raised');
          ended = telling === 'resolved';
        }
      }),
    );
  });

  test('below emergency the same level is told at most once in five minutes', () => {
    fc.assert(
      fc.property(minutes, (readings) => {
        const played = story();
        const heard: { at: number; level: string; rank: number }[] = [];
        let now = 0;
        for (const { gap, what } of readings) {
          now += gap;
          if (typeof what !== 'number' || what < 0.05) continue;
          const tellings = played.told.length;
          played.at(now, what);
          if (played.told.length === tellings) continue;
          const level = played.open!.level;
          const last = heard.at(-1);
          if (last !== undefined && levelRank(level) <= last.rank) {
            expect(now - last.at).toBeGreaterThanOrEqual(5 - 1e-9);
          }
          heard.push({ at: now, level, rank: levelRank(level) });
        }
      }),
    );
  });
});
