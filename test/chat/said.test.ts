// Sentences of the desk and its adapters in the reader's language: every one that can be about a key, a clock or a silent exchange.
import { describe, expect, it, test } from 'vitest';
import { outcomeOf } from '../../src/adapters/ccxt/binance/outcome-table.ts';
import {
  keyRefused,
  mayNotTrade,
  mayWithdraw,
  missingKey,
} from '../../src/adapters/ccxt/line/key-sentences.ts';
import { BINANCE_LIMITS, RequestGate } from '../../src/adapters/ccxt/line/request-gate.ts';
import { speech, wordsOf } from '../../src/chat/core/speech.ts';
import { wordFault } from '../../src/chat/words/word-fault.ts';
import { wordNotice } from '../../src/chat/words/word-notice.ts';
import { wordRefusal } from '../../src/chat/words/word-refusal.ts';
import type { Fault } from '../../src/domain/fault.ts';
import { FakeClock } from '../support/fake-clock.ts';

/** English that is left: two words of small letters beside each other. Names of variables, symbols and addresses are none. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,}\b/;

const KEYS: readonly (readonly [string, Fault])[] = [
  ['no key', missingKey('main')],
  ['may withdraw', mayWithdraw('main')],
  ['may not trade', mayNotTrade('my-second')],
  ['expired', keyRefused('main', -2015, 'API key has expired')],
  ['another secret', keyRefused('main', -1022, 'Signature for this request is not valid.')],
  ['unknown', keyRefused('main', -2014, 'API-key format invalid.')],
  ['locked', keyRefused('main', -2017, 'API Keys are locked on this account.')],
  ['refused', keyRefused('main', -2015, 'Invalid API-key, IP, or permissions for action.')],
  [
    'refused from an address',
    keyRefused('main', -2015, 'Invalid API-key, IP, or permissions for action, request ip: 203.0.113.7'),
  ],
];

const faultOf = (answer: Parameters<typeof outcomeOf>[0]): Fault => {
  const outcome = outcomeOf(answer, 'read');
  if (outcome.kind !== 'fault') throw new Error('not a fault');
  return outcome.fault;
};

async function fromTheGate(): Promise<Fault[]> {
  const clock = new FakeClock();
  const banned = new RequestGate(clock, BINANCE_LIMITS);
  banned.refused('banned', 60_000, true);
  const limited = new RequestGate(clock, BINANCE_LIMITS);
  limited.refused('limited', 60_000, false);
  const faults = await Promise.all(
    [banned, limited].map((gate) => gate.enter({ weight: 1, orders: 0 }, false)),
  );
  return faults.flatMap((fault) => fault ?? []);
}

describe.each(KEYS)('a key: %s', (_, fault) => {
  test('is one plain sentence that names the account, what to do, and no other secret than the names of variables', () => {
    expect(fault).toMatchObject({ code: 'AUTH_LOST', retryable: false, outcome: 'none' });
    expect(fault.message).toMatch(/main|my-second/);
    expect(fault.message).toMatch(/; (set|switch|make|copy|unlock|look)/);
    expect(fault.message).not.toMatch(/[.!?] |-\d{4}/);
  });

  test('is said whole in Korean, wherever it stands', () => {
    const korean = wordsOf('ko').said(`the real accounts cannot be opened: ${fault.message}`);
    expect(korean).not.toMatch(ENGLISH);
    expect(korean).toContain('계좌');
    for (const name of fault.message.match(/CUTMAN_\w+|203[.\d]+/g) ?? []) expect(korean).toContain(name);
    expect(wordsOf('en').said(fault.message)).toBe(fault.message);
  });

  test('reaches people in a fault, a refusal and the notice of a start in Korean', () => {
    const zone = speech('ko', 'Asia/Seoul');
    const reason = `the real accounts cannot be opened: ${fault.message}`;
    const told = [
      ...wordFault(fault, zone),
      wordRefusal({ code: 'SAFE_MODE', reason }, zone),
      wordRefusal({ code: 'EXCHANGE_UNREACHABLE', account: 'main', why: fault.message }, zone),
      JSON.stringify(wordNotice({ code: 'safe-mode', reason }, { ...zone, contacts: [] })),
    ];
    for (const text of told) expect(text.replace(/"[a-z]+":"[a-z]+"/g, '')).not.toMatch(ENGLISH);
  });
});

describe('what an exchange that does not answer is said to do', () => {
  it.each([
    ['a time-out', faultOf({ failure: 'timeout', message: '' })],
    ['no connection', faultOf({ failure: 'never-sent', message: 'ECONNREFUSED' })],
    ['a broken one', faultOf({ failure: 'lost', message: 'ECONNRESET' })],
    ['a page', faultOf({ status: 503, message: '' })],
    ['a code', faultOf({ status: 503, code: -1016, message: '' })],
    [
      'a wrong time',
      faultOf({ status: 400, code: -1021, message: 'Timestamp for this request is outside.' }),
    ],
  ])('%s', (_, fault) => {
    expect(wordsOf('ko').said(fault.message)).not.toMatch(ENGLISH);
    expect(wordsOf('ko').said(fault.message)).not.toBe(fault.message);
  });

  it('while it is not asked at all', async () => {
    const faults = await fromTheGate();
    expect(faults).toHaveLength(2);
    for (const { message } of faults) expect(wordsOf('ko').said(message)).not.toMatch(ENGLISH);
  });

  it('and its own words are left alone', () => {
    expect(wordsOf('ko').said('the exchange said -2019: Margin is insufficient.')).toBe(
      '거래소 응답 -2019: Margin is insufficient.',
    );
  });
});

test('a hostile text costs no time', () => {
  const text = `the key of account ${'a'.repeat(100_000)} the exchange answered ${'b '.repeat(50_000)}`;
  const startedAt = performance.now();
  wordsOf('ko').said(text);
  expect(performance.now() - startedAt).toBeLessThan(500);
});
