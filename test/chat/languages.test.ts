// English and Korean say the same things: no key, no sentence and no refusal is missing in either.
import { describe, expect, it } from 'vitest';
import { speech, wordsOf } from '../../src/chat/core/speech.ts';
import { ko } from '../../src/chat/languages/ko.ts';
import type { Words } from '../../src/chat/languages/words.ts';
import { wordRefusal } from '../../src/chat/words/word-refusal.ts';
import { gateLines } from '../../src/desk/modes/gate.ts';
import { REFUSAL_MEANING, type Refusal } from '../../src/domain/refusal.ts';
import { DeskRig } from '../desk/desk-rig.ts';

/** Every leaf of a catalogue with its path. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`));
  }
  return [[path, value]];
}
const pathsOf = (words: Words): string[] => leaves(words).map(([path]) => path);

/** Words that are the same in Korean: names, formulas, labels that machines read. */
const SHARED =
  /^(badge|button\.|trust\.|metric\.value-at-risk|metricShort|proposal\.rows|risk\.conditional|lists\.reduceOnly|status\.columns|version|risk\.facts|var\.|press\.working|modes\.(met|notMet)|typing\.arguments|.*columns)/;

describe('the two languages', () => {
  it('have the same keys', () => {
    expect(pathsOf(wordsOf('ko')).sort()).toEqual(pathsOf(wordsOf('en')).sort());
  });

  it('have the same shape of sentence under each key', () => {
    const korean = new Map(leaves(wordsOf('ko')));
    for (const [path, value] of leaves(wordsOf('en')))
      expect([path, typeof korean.get(path)]).toEqual([path, typeof value]);
  });

  it('are really two: Korean plain words hold Hangul', () => {
    const plain = leaves(wordsOf('ko')).filter(
      ([path, value]) => typeof value === 'string' && value !== '' && !SHARED.test(path),
    );
    expect(plain.filter(([, value]) => !/[가-힣]/.test(String(value))).map(([path]) => path)).toEqual([]);
  });

  it('use the terms that were agreed on', () => {
    const ko = wordsOf('ko');
    expect([ko.mode.paper, ko.mode.real, ko.metric['margin-ratio'], ko.metric.drawdown]).toEqual([
      '모의',
      '실거래',
      '마진비율',
      '낙폭',
    ]);
    expect([ko.button.approve, ko.button.reject, ko.risk.facts.mark, ko.risk.facts.notional]).toEqual([
      '승인',
      '거절',
      '시장평균가',
      '명목가치',
    ]);
  });

  it('keep the labels that people and tests press', () => {
    const { button } = wordsOf('en');
    const pressed = 'Approve Reject Halve Smallest Details Flatten Keep Confirm Cancel Refresh Ack'.split(
      ' ',
    );
    expect(Object.values(button)).toEqual(expect.arrayContaining([...pressed, 'Mute 1h', 'Stop']));
  });
});

describe('every refusal', () => {
  const values = {
    date: '2026-11-20',
    firstDay: '2026-11-18',
    reason: 'a reason',
    by: 'kim',
    at: 0,
    symbol: 'BTCUSDT',
    quantity: '1',
    position: '2',
    was: 'long',
    is: 'short',
    open: ['BTCUSDT'],
    metric: 'margin-ratio',
    value: 0.5,
    ageMs: 1_000,
    limitMs: 2_000,
    why: 'why',
    moved: 0.026,
    limit: 0.02,
    slippage: 0.01,
    known: ['BTC'],
    candidates: ['A', 'B'],
    account: 'main',
    minimum: '5',
    maximum: '9',
    notional: '4',
    given: '150',
    leverage: 11,
    exposure: 12,
    count: 3,
    card: 'C7K2',
    untilMs: 0,
    role: 'viewer',
    needed: 'trader',
    command: 'reset',
    purpose: '/reset',
    triesLeft: 4,
    name: 'kim',
    words: 'executed',
    what: 'x',
    positions: 1,
    orders: 2,
    missing: ['drill'],
    mode: 'paper',
    level: 'critical',
    offMs: 3_000,
    scenario: 'great-crash',
    model: 'stress',
    running: ['kim /montecarlo'],
    stopPrice: '57000',
    mark: '60000',
    side: 'long',
    liquidation: '52000',
    venueCode: '-2019',
    filled: '0.1',
  };

  it.each(Object.keys(REFUSAL_MEANING))('%s is one sentence with its numbers in both languages', (code) => {
    const refusal = { ...values, code } as unknown as Refusal;
    for (const language of ['en', 'ko'] as const) {
      const said = wordRefusal(refusal, speech(language, 'UTC'));
      expect(said).not.toMatch(/undefined|NaN|\[object/);
      expect(said.length).toBeLessThan(230);
      if (language === 'ko') expect(said).toMatch(/[가-힣]/);
    }
  });
});

describe('what the desk says in plain words', () => {
  it('stands in the checklist of /mode in Korean, every value and every target', async () => {
    const lines = await gateLines(new DeskRig().context);
    if (!lines.ok) throw new Error(lines.error.message);
    for (const { value, target } of lines.value) {
      expect(ko.said(value), value).not.toMatch(/[a-z]{3,}/);
      expect(ko.said(target), target).not.toMatch(/[a-z]{3,}/);
    }
  });

  it('is the meaning of every refusal, in Korean too', () => {
    for (const code of Object.keys(REFUSAL_MEANING) as (keyof typeof ko.meanings)[]) {
      expect(ko.meanings[code], code).toMatch(/[가-힣].*\.$/);
    }
  });
});
