// From where Telegram is asked next: below it everything is stored, and nothing stored is looked at twice.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnhandledUpdates } from '../../../src/adapters/telegram/unhandled-updates.ts';

test('before the first batch it has no opinion', () => {
  expect(new UnhandledUpdates().offset).toBeUndefined();
});

test('it asks from the first update that is not stored, and passes over those stored behind it', () => {
  const unhandled = new UnhandledUpdates();
  unhandled.begin([5, 6, 7]);
  unhandled.settle(5);
  unhandled.settle(7);
  expect([unhandled.offset, unhandled.waiting]).toEqual([6, true]);
  unhandled.begin([6, 7, 8]);
  expect([6, 7, 8].map((id) => unhandled.needs(id))).toEqual([true, false, true]);
  unhandled.settle(6);
  unhandled.settle(8);
  expect([unhandled.offset, unhandled.waiting]).toEqual([9, false]);
});

test('ids that start again from below are taken as they come', () => {
  const unhandled = new UnhandledUpdates();
  unhandled.begin([900]);
  unhandled.settle(900);
  unhandled.begin([]);
  expect(unhandled.offset).toBe(901);
  unhandled.begin([17]);
  expect(unhandled.needs(17)).toBe(true);
  unhandled.settle(17);
  expect(unhandled.offset).toBe(18);
});

test('whatever fails to be stored, each update is stored once and none is confirmed before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.boolean(), { maxLength: 200 }),
      (count, outcomes) => {
        const unhandled = new UnhandledUpdates();
        const stored: number[] = [];
        let turn = 0;
        for (let poll = 0; poll < 300; poll += 1) {
          const from = unhandled.offset ?? 1;
          for (let id = 1; id < from; id += 1) expect(stored).toContain(id);
          const batch = Array.from({ length: count }, (_, index) => index + 1).filter((id) => id >= from);
          if (batch.length === 0) break;
          unhandled.begin(batch.slice(0, 7));
          for (const id of batch.slice(0, 7)) {
            if (!unhandled.needs(id)) continue;
            const works = outcomes[turn] ?? true;
            turn += 1;
            if (!works) continue;
            stored.push(id);
            unhandled.settle(id);
          }
        }
        expect(stored.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, index) => index + 1),
        );
      },
    ),
  );
});
