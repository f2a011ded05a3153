// One-time codes: RFC 6238, taken once, and nothing malformed gets further than "wrong".
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { expect, test } from 'vitest';
import { TotpCodes } from '../../../src/adapters/codes/totp-codes.ts';
import { DurableFile } from '../../../src/adapters/system/durable-file.ts';
import { scratchFolder } from '../system/scratch-folder.ts';

const NOW = Date.UTC(2026, 10, 21, 5, 3, 22);
/** `12345678901234567890` of RFC 6238, appendix B, in base 32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

function newCodes(content?: string) {
  const path = join(scratchFolder('codes'), 'codes.json');
  if (content !== undefined) writeFileSync(path, content);
  return { path, codes: new TotpCodes({ path, file: new DurableFile(path) }) };
}
const fileWith = (secret: string) =>
  JSON.stringify({ version: 1, people: [{ name: 'ann', secret, enrolledAt: 0 }] });
const secretIn = (uri: string) => new URL(uri).searchParams.get('secret') as string;
const codeAt = (secret: string, at: number) => generateSync({ secret, epoch: Math.floor(at / 1000) });

async function enrolled() {
  const { path, codes } = newCodes();
  const result = await codes.enrol('ann', NOW);
  if (!result.ok) throw new Error(result.error.message);
  return { path, codes, enrolment: result.value, secret: secretIn(result.value.uri) };
}

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the vector of RFC 6238 at %d s is accepted', (seconds, code) => {
  const { codes } = newCodes(fileWith(RFC_SECRET));
  expect(codes.verify('ann', code, seconds * 1000, undefined)).toBe(Math.floor(seconds / 30));
});

test('an enrolment gives a URI and a QR code, and counts at once, also for another process', async () => {
  const { codes, enrolment, path, secret } = await enrolled();
  expect(enrolment.uri).toMatch(/^otpauth:\/\/totp\/cutman:ann\?secret=[A-Z2-7]{32}&issuer=cutman$/);
  const rows = enrolment.qr.split('\n');
  expect(rows.length).toBeLessThanOrEqual(21);
  expect(new Set(rows.map((row) => row.length)).size).toBe(1);
  expect(enrolment.qr).toMatch(/^[█▀▄ \n]+$/);
  expect(codes.enrolled('ann')).toBe(true);
  expect(codes.enrolled('bob')).toBe(false);
  const other = new TotpCodes({ path, file: new DurableFile(path) });
  expect(other.verify('ann', codeAt(secret, NOW), NOW, undefined)).toBe(Math.floor(NOW / 30_000));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a code is good in its step and the ones beside it, and then no more', async () => {
  const { codes, secret } = await enrolled();
  const code = codeAt(secret, NOW);
  for (const away of [-30_000, 0, 30_000])
    expect(codes.verify('ann', code, NOW + away, undefined)).toBeDefined();
  for (const away of [-90_000, 90_000])
    expect(codes.verify('ann', code, NOW + away, undefined)).toBeUndefined();
});

test('a code that was accepted is refused a second time', async () => {
  const { codes, secret } = await enrolled();
  const code = codeAt(secret, NOW);
  const step = codes.verify('ann', code, NOW, undefined);
  expect(codes.verify('ann', code, NOW + 5_000, step)).toBeUndefined();
  const next = codeAt(secret, NOW + 30_000);
  expect(codes.verify('ann', next, NOW + 30_000, step)).toBe((step ?? 0) + 1);
});

test('after the clock went back a used step stays used, without an error', async () => {
  const { codes, secret } = await enrolled();
  const earlier = NOW - 3_600_000;
  expect(codes.verify('ann', codeAt(secret, earlier), earlier, Math.floor(NOW / 30_000))).toBeUndefined();
});

test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '12 456', '-12345', '1e5000', '000000\u0000'])(
  'the malformed code "%s" is wrong and does not throw',
  async (code) => {
    const { codes } = await enrolled();
    expect(codes.verify('ann', code, NOW, undefined)).toBeUndefined();
  },
);

test('a person without a code cannot pass, whatever the name', async () => {
  const { codes, secret } = await enrolled();
  for (const name of ['bob', '', '__proto__', 'constructor', 'ANN']) {
    expect(codes.verify(name, codeAt(secret, NOW), NOW, undefined)).toBeUndefined();
  }
});

test('enrolling again replaces the secret, of that person alone', async () => {
  const { codes, secret } = await enrolled();
  const bob = await codes.enrol('bob', NOW);
  const again = await codes.enrol('ann', NOW);
  expect(bob).toMatchObject({ ok: true, value: { replaced: false } });
  expect(again).toMatchObject({ ok: true, value: { replaced: true } });
  expect(codes.verify('ann', codeAt(secret, NOW), NOW, undefined)).toBeUndefined();
  const bobs = bob.ok ? secretIn(bob.value.uri) : '';
  expect(codes.verify('bob', codeAt(bobs, NOW), NOW, undefined)).toBeDefined();
});

test.each(['{', '[]', '{"version":2,"people":[]}', fileWith('not base32!')])(
  'with a damaged file nobody passes, nothing is overwritten, and the problem is told',
  async (content) => {
    const { codes, path } = newCodes(content);
    expect(codes.enrolled('ann')).toBe(false);
    expect(codes.problem()).toBeDefined();
    expect((await codes.enrol('ann', NOW)).ok).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(content);
  },
);

test.each(['', '../x', 'a\nb', 'x'.repeat(65)])('"%s" is not a name to enrol', async (name) => {
  const { codes, path } = newCodes();
  expect((await codes.enrol(name, NOW)).ok).toBe(false);
  expect(existsSync(path)).toBe(false);
});
