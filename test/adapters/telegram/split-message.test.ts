// Splitting keeps every word, every limit and every tag whole.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Line, LineStyle } from '../../../src/adapters/telegram/draw-reply.ts';
import { readable } from '../../../src/adapters/telegram/draw-reply.ts';
import { splitMessage } from '../../../src/adapters/telegram/split-message.ts';
import { parseHtml } from '../../support/telegram-server/html-entities.ts';

const style = fc.constantFrom<LineStyle>('plain', 'bold', 'italic', 'mono');
const words = fc.string({
  unit: fc.constantFrom('<', '&', '>', 'a', ' ', '한', '🟥', '👨‍👩‍👧', 'é', '"'),
  maxLength: 300,
});
const lines = fc.array(fc.record<Line>({ text: words, style }), { maxLength: 30 });

test('every part is within the limit, is valid markup, and says what its plain form says', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 60, max: 500 }), (drawn, limit) => {
      for (const { html, plain } of splitMessage(drawn, limit, Number.POSITIVE_INFINITY)) {
        expect(html.length).toBeLessThanOrEqual(limit);
        expect(plain.trim()).not.toBe('');
        expect(parseHtml(html).text).toBe(plain);
        expect(plain.isWellFormed()).toBe(true);
      }
    }),
  );
});

test('no word is lost and none is doubled', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 60, max: 500 }), (drawn, limit) => {
      const before = drawn
        .map((line) => line.text)
        .join('')
        .replaceAll(/\s/g, '');
      const parts = splitMessage(drawn, limit, Number.POSITIVE_INFINITY);
      const after = parts
        .map((part) => part.plain)
        .join('')
        .replaceAll(/\s/g, '');
      expect(after).toBe(before === '' ? '…' : before);
    }),
  );
});

test('a letter of several code points is not torn', () => {
  const family = '👨‍👩‍👧';
  const parts = splitMessage([{ text: family.repeat(40), style: 'plain' }], 60, Number.POSITIVE_INFINITY);
  for (const { plain } of parts) expect(plain.length % family.length).toBe(0);
});

test('marks that turn the writing direction, controls and half surrogates are not shown', () => {
  expect(readable('a\u202Eb\u2066c\u0000d\uD83De\tf\ng')).toBe('abcd\uFFFDe f\ng');
});
