// What a failure of an exchange without a code table means: status and ccxt's mapping have to agree, or it is unknown.
import { describe, expect, it } from 'vitest';
import { unifiedOutcome } from '../../../src/adapters/ccxt/unified/outcome.ts';

class ExchangeError extends Error {}
class InvalidOrder extends ExchangeError {}
class InsufficientFunds extends ExchangeError {}
class OrderNotFound extends InvalidOrder {}
class AuthenticationError extends ExchangeError {}
class InvalidNonce extends ExchangeError {}
class OnMaintenance extends Error {}
class NetworkError extends Error {}
class NotSupported extends ExchangeError {}

const JSON_BODY = '{"error":{"name":"some_code","message":"its words"}}';
type Evidence = Parameters<typeof unifiedOutcome>[0]['evidence'];

function came(given: Partial<Evidence>, error: unknown, request: 'read' | 'write' = 'write'): string {
  const refused = unifiedOutcome({ evidence: { detail: '', ...given }, error }, request);
  if (refused.kind === 'rejected') return `rejected ${refused.rejection.venueCode}`;
  return `${refused.fault.code} ${refused.fault.outcome}`;
}

describe('an order of another exchange that failed with', () => {
  it.each<readonly [string, Partial<Evidence>, Error, string]>([
    ['400 in its own words', { status: 400, body: JSON_BODY }, new InvalidOrder(), 'rejected some_code'],
    [
      '200 and an error in its words',
      { status: 200, body: JSON_BODY },
      new InsufficientFunds(),
      'rejected some_code',
    ],
    [
      '400 in words that ccxt does not know',
      { status: 400, body: JSON_BODY },
      new ExchangeError(),
      'rejected some_code',
    ],
    [
      '200 in words that ccxt does not know',
      { status: 200, body: JSON_BODY },
      new ExchangeError(),
      'BAD_ANSWER unknown',
    ],
    [
      '400 in HTML, though ccxt calls it invalid',
      { status: 400, body: '<html>' },
      new InvalidOrder(),
      'BAD_ANSWER unknown',
    ],
    [
      'a cut body, though ccxt calls it invalid',
      { status: 200, body: '{"id":' },
      new InvalidOrder(),
      'BAD_ANSWER unknown',
    ],
    [
      '500, whatever ccxt calls it',
      { status: 500, body: JSON_BODY },
      new InsufficientFunds(),
      'UNREACHABLE unknown',
    ],
    ['503 for maintenance', { status: 503, body: JSON_BODY }, new OnMaintenance(), 'MAINTENANCE unknown'],
    ['a broken connection', { failure: 'lost' }, new NetworkError(), 'UNREACHABLE unknown'],
    ['no answer in time', { failure: 'timeout' }, new NetworkError(), 'TIMEOUT unknown'],
    ['no connection', { failure: 'never-sent' }, new NetworkError(), 'UNREACHABLE none'],
    [
      'a refusal of ccxt itself',
      { failure: 'never-sent' },
      new InvalidOrder('amount'),
      'rejected InvalidOrder',
    ],
    ['what is not offered', { failure: 'never-sent' }, new NotSupported(), 'UNSUPPORTED none'],
    ['404 in its own words', { status: 404, body: JSON_BODY }, new OrderNotFound(), 'NOT_FOUND none'],
    ['401 in its own words', { status: 401, body: JSON_BODY }, new AuthenticationError(), 'AUTH_LOST none'],
    ['a wrong time stamp', { status: 400, body: JSON_BODY }, new InvalidNonce(), 'CLOCK_SKEW none'],
    ['429', { status: 429, body: '<html>' }, new NetworkError(), 'RATE_LIMITED none'],
    ['418', { status: 418, body: '' }, new NetworkError(), 'BANNED none'],
    ['something that is no error of ccxt', { status: 200, body: 'x' }, new TypeError(), 'BAD_ANSWER unknown'],
  ])('%s', (_, given, error, expected) => {
    expect(came(given, error)).toBe(expected);
  });

  it('anything: a read of it is never unknown', () => {
    for (const status of [200, 400, 500]) {
      expect(came({ status, body: '<html>' }, new ExchangeError(), 'read')).toMatch(/ none$/);
    }
  });

  it('an address in its message loses the address: it carries the signature', () => {
    const error = new NetworkError('upbit GET https://api.upbit.com/v1/order?uuid=1&signature=abc failed');
    const refused = unifiedOutcome({ evidence: { failure: 'lost', detail: '' }, error }, 'write');
    expect(refused.kind === 'fault' && refused.fault.message).toBe('upbit GET failed');
  });
});
