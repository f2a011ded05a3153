// Planted secrets never leave the process, whatever shape of object or text they stand in.
import { expect, test } from 'vitest';
import { makeLog } from '../../../src/adapters/pino/pino-log.ts';
import { SecretScrubber } from '../../../src/adapters/pino/secret-scrubber.ts';

const REGISTERED = 'pl4nted"secret\\with/odd+chars';
const TELEGRAM = '7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw7';
const SLACK = 'xoxb-1234567890-abcdefghijkl';
const APP = 'xapp-1-A0123456789-9876543210-abcdef';
const HEX = 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00';
const KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const BASE64 = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=';
const PEM = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----';

function lines(...facts: Record<string, unknown>[]): string {
  const scrubber = new SecretScrubber();
  scrubber.register(REGISTERED);
  scrubber.register('short-pass');
  const written: string[] = [];
  const log = makeLog({ level: 'debug', scrubber, sink: { write: (line) => void written.push(line) } });
  for (const fact of facts) log.error(fact, 'something failed');
  return written.join('');
}

const failing = (message: string, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), { note: message });

test.each<[string, Record<string, unknown>, string]>([
  ['a registered value', { value: REGISTERED }, 'pl4nted'],
  ['a registered value in JSON in JSON', { body: JSON.stringify({ a: REGISTERED }) }, 'pl4nted'],
  ['a registered value in a URL', { url: `https://x/?q=${encodeURIComponent(REGISTERED)}` }, 'pl4nted'],
  [
    'a registered value in base64',
    { b: Buffer.from(REGISTERED).toString('base64') },
    Buffer.from(REGISTERED).toString('base64').slice(0, 12),
  ],
  ['a registered value as a key', { [REGISTERED]: 1 }, 'pl4nted'],
  [
    'a registered value in a nested error',
    { error: failing('outer', failing(`inner ${REGISTERED}`)) },
    'pl4nted',
  ],
  [
    'a bot token in the URL of a fetch error',
    { error: failing(`fetch https://api.telegram.org/bot${TELEGRAM}/getUpdates failed`) },
    'AAHdq',
  ],
  [
    'an unusual bot token in a URL',
    { url: 'http://127.0.0.1:9000/bot7000000001:loopback-token/getMe' },
    'loopback-token',
  ],
  ['a bare bot token', { text: `the token is ${TELEGRAM}.` }, 'AAHdq'],
  ['a Slack bot token', { deep: { er: [{ token: SLACK }] } }, 'abcdefghijkl'],
  ['a Slack app token', { text: APP }, '9876543210'],
  ['an authorization header', { headers: { authorization: 'Bearer abc.def-ghi' } }, 'abc.def-ghi'],
  ['a header in a text', { text: 'GET / Authorization: Basic dXNlcjpwYXNz' }, 'dXNlcjpwYXNz'],
  ['a header in escaped JSON', { body: JSON.stringify({ Authorization: 'Bearer zzz.yyy' }) }, 'zzz.yyy'],
  ['an exchange key header', { headers: { 'X-MBX-APIKEY': 'qwe123' } }, 'qwe123'],
  ['a signed query', { url: 'https://f/x?symbol=BTCUSDT&signature=deadbeef' }, 'deadbeef'],
  ['a key of letters and digits', { text: `key ${KEY} refused` }, 'vmPUZE'],
  ['a hexadecimal key', { text: HEX }, 'c0ffee'],
  ['a base64 key', { text: BASE64 }, 'q83vEj'],
  ['a password', { password: 'hunter-two' }, 'hunter'],
  ['a one-time secret', { uri: 'otpauth://totp/cutman:ann?secret=GEZDGNBVGY3TQOJQ&issuer=cutman' }, 'GEZDGN'],
  ['a user in a URL', { url: 'postgres://desk:hunter2@db/ledger' }, 'hunter2'],
  ['a private key', { pem: PEM }, 'MIIEvQ'],
])('%s is taken out', (_name, fact, canary) => {
  const text = lines(fact);
  expect(text).toContain('[redacted]');
  expect(text).not.toContain(canary);
});

test('a scrubbed line is still one JSON object', () => {
  const text = lines(
    {
      headers: { authorization: 'Bearer abc.def-ghi', cookie: 'a=b' },
      token: 12345,
      secret: null,
      password: { x: 1 },
    },
    { body: JSON.stringify({ apiKey: KEY, n: 1 }), error: failing(`x ${TELEGRAM}`) },
  );
  for (const line of text.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
});

test('ordinary words, numbers, symbols and paths are left alone', () => {
  const fact = {
    symbol: 'BTC/USDT:USDT',
    at: 1_795_237_402_000,
    price: '61204.50',
    clientOrderId: 'cm-4f2a-0-1',
    time: '2026-11-21T05:03:22.000Z',
    path: '/home/user2/cutman/src/adapters/system/durable-file-of-the-second-kind.ts:12:34',
    room: '-1001234567890',
    url: 'https://fapi.binance.com/fapi/v1/time',
  };
  const line = JSON.parse(lines(fact));
  expect(line).toMatchObject(fact);
});

test('a secret is not saved by a line that is too long', () => {
  const text = lines({ pad: 'x'.repeat(65_500), value: REGISTERED });
  expect(text.length).toBeLessThan(66_000);
  expect(text).not.toContain('pl4nted');
});

test('values too short to be secrets do not blot out words', () => {
  const scrubber = new SecretScrubber();
  scrubber.register('risk');
  scrubber.register('');
  expect(scrubber.scrub('risk is risk')).toBe('risk is risk');
});

test('what cannot be serialised costs its fields, not the work that logs it', () => {
  const loop: Record<string, unknown> = { big: 10n };
  loop['self'] = loop;
  const hostile = {
    get trap(): string {
      throw new Error('gotcha');
    },
  };
  const text = lines({ loop }, { hostile }, hostile);
  expect(text.trimEnd().split('\n')).toHaveLength(3);
});

test('a long hostile line is scrubbed in bounded time', () => {
  const scrubber = new SecretScrubber();
  const started = performance.now();
  for (const unit of [
    'a1_',
    'token=',
    '"secret":"',
    'Bearer ',
    '0123456789abcdef',
    'bot1234:',
    '://a:',
    '\\\\\\"',
  ]) {
    scrubber.scrub(unit.repeat(65_536 / unit.length));
  }
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('the level decides what is written; an unknown one counts as info', () => {
  const written: string[] = [];
  const sink = { write: (line: string) => void written.push(line) };
  const scrubber = new SecretScrubber();
  const log = makeLog({ level: 'chatty', scrubber, sink });
  log.debug({}, 'hidden');
  log.info({ a: 1 }, 'shown');
  makeLog({ level: 'silent', scrubber, sink }).error({}, 'hidden');
  makeLog({ level: 'fatal', scrubber, sink }).error({}, 'hidden too');
  expect(written.map((line) => JSON.parse(line))).toMatchObject([{ level: 'info', a: 1, msg: 'shown' }]);
});
