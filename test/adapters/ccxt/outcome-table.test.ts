// What every kind of answer means for the request behind it: as a table, so that a person can check each line against the venue's list.
import { describe, expect, it } from 'vitest';
import { type NegativeAnswer, outcomeOf } from '../../../src/adapters/ccxt/binance/outcome-table.ts';

const answer = (given: Partial<NegativeAnswer>): NegativeAnswer => ({
  message: 'words of the venue',
  ...given,
});

/** What an order that got this answer has come to: rejected, or a fault with its code and outcome. */
function came(given: Partial<NegativeAnswer>, request: 'read' | 'write' = 'write'): string {
  const refused = outcomeOf(answer(given), request);
  if (refused.kind === 'rejected') return `rejected ${refused.rejection.venueCode}`;
  const { code, outcome, retryable } = refused.fault;
  return `${code} ${outcome}${retryable ? '' : ' for good'}`;
}

describe('an order that was answered with', () => {
  it.each<readonly [string, Partial<NegativeAnswer>, string]>([
    ['nothing in time', { failure: 'timeout' }, 'TIMEOUT unknown'],
    ['a broken connection', { failure: 'lost' }, 'UNREACHABLE unknown'],
    ['no connection at all', { failure: 'never-sent' }, 'UNREACHABLE none'],
    ['a good status and an unreadable body', { status: 200 }, 'BAD_ANSWER unknown'],
    ['500', { status: 500 }, 'UNREACHABLE unknown'],
    ['502 in HTML', { status: 502 }, 'UNREACHABLE unknown'],
    ['503 without a code', { status: 503 }, 'UNREACHABLE unknown'],
    ['503 and a code of rejection', { status: 503, code: -2019 }, 'UNREACHABLE unknown'],
    ['504', { status: 504 }, 'UNREACHABLE unknown'],
    ['403 in HTML', { status: 403 }, 'BAD_ANSWER unknown'],
    ['404 in HTML', { status: 404 }, 'BAD_ANSWER unknown'],
    ['-1000', { status: 400, code: -1000 }, 'BAD_ANSWER unknown'],
    ['-1001', { status: 400, code: -1001 }, 'BAD_ANSWER unknown'],
    ['-1006', { status: 400, code: -1006 }, 'BAD_ANSWER unknown'],
    ['-1007', { status: 408, code: -1007 }, 'TIMEOUT unknown'],
    ['-1007 with 503', { status: 503, code: -1007 }, 'TIMEOUT unknown'],
    ['-1016', { status: 503, code: -1016 }, 'MAINTENANCE unknown'],
    ['a code that nobody knows', { status: 400, code: -9876 }, 'BAD_ANSWER unknown'],
    ['a code of another sort', { status: 400, code: -3001 }, 'BAD_ANSWER unknown'],
    ['-1008', { status: 503, code: -1008 }, 'UNREACHABLE none'],
    ['429', { status: 429, retryAfterMs: 7_000 }, 'RATE_LIMITED none'],
    ['418', { status: 418, retryAfterMs: 120_000 }, 'BANNED none'],
    ['-1003', { status: 400, code: -1003 }, 'RATE_LIMITED none'],
    ['-1015', { status: 400, code: -1015 }, 'RATE_LIMITED none'],
    ['-1021', { status: 400, code: -1021 }, 'CLOCK_SKEW none'],
    ['-5028', { status: 400, code: -5028 }, 'CLOCK_SKEW none'],
    ['-1022', { status: 400, code: -1022 }, 'AUTH_LOST none for good'],
    ['-2014', { status: 401, code: -2014 }, 'AUTH_LOST none for good'],
    ['-2015', { status: 401, code: -2015 }, 'AUTH_LOST none for good'],
    ['-2011', { status: 400, code: -2011 }, 'NOT_FOUND none for good'],
    ['-2013', { status: 400, code: -2013 }, 'NOT_FOUND none for good'],
    ['-1013', { status: 400, code: -1013 }, 'rejected -1013'],
    ['-1111', { status: 400, code: -1111 }, 'rejected -1111'],
    ['-1121', { status: 400, code: -1121 }, 'rejected -1121'],
    ['-2010', { status: 400, code: -2010 }, 'rejected -2010'],
    ['-2019', { status: 400, code: -2019 }, 'rejected -2019'],
    ['-2021', { status: 400, code: -2021 }, 'rejected -2021'],
    ['-2022', { status: 400, code: -2022 }, 'rejected -2022'],
    ['-2027', { status: 400, code: -2027 }, 'rejected -2027'],
    ['-4014', { status: 400, code: -4014 }, 'rejected -4014'],
    ['-4061', { status: 400, code: -4061 }, 'rejected -4061'],
    ['-4116', { status: 400, code: -4116 }, 'rejected -4116'],
    ['-4131', { status: 400, code: -4131 }, 'rejected -4131'],
    ['-4164', { status: 400, code: -4164 }, 'rejected -4164'],
    ['-5021', { status: 400, code: -5021 }, 'rejected -5021'],
    ['-5022', { status: 400, code: -5022 }, 'rejected -5022'],
  ])('%s', (_, given, expected) => {
    expect(came(given)).toBe(expected);
  });
});

describe('the outcome', () => {
  it('of a read is never unknown: it changed nothing', () => {
    for (const status of [undefined, 200, 403, 500, 503]) {
      for (const code of [undefined, -1000, -1007, -1016, -9876]) {
        const given = {
          ...(status === undefined ? { failure: 'lost' as const } : { status }),
          ...(code === undefined ? {} : { code }),
        };
        expect(came(given, 'read')).toMatch(/ none/);
      }
    }
  });

  it('keeps the time that the venue asks to wait, and takes ten seconds where it does not say', () => {
    const told = outcomeOf(answer({ status: 429, retryAfterMs: 35_000 }), 'write');
    const untold = outcomeOf(answer({ status: 400, code: -1015 }), 'write');
    expect(told.kind === 'fault' && told.fault.retryAfterMs).toBe(35_000);
    expect(untold.kind === 'fault' && untold.fault.retryAfterMs).toBe(10_000);
  });

  it('says it in a sentence, with the code and the words of the venue', () => {
    const said = (given: Partial<NegativeAnswer>) => {
      const refused = outcomeOf(answer(given), 'write');
      return refused.kind === 'fault' ? refused.fault.message : refused.rejection.reason;
    };
    expect(said({ failure: 'timeout' })).toBe('the exchange did not answer in time');
    expect(said({ status: 502, message: 'Bad Gateway' })).toBe('the exchange answered HTTP 502: Bad Gateway');
    expect(said({ status: 400, code: -1007 })).toBe('the exchange said -1007: words of the venue');
  });
});
