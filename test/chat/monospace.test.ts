// A phone shows 34 columns of monospace: whatever stands in a table or a bar, no line is wider and no figure is cut.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  drawBars,
  drawFacts,
  drawProgress,
  drawTable,
  MONOSPACE_WIDTH,
} from '../../src/chat/core/monospace.ts';
import { displayWidth, padLeft, padRight, truncate, wrap } from '../../src/chat/figures/width.ts';

const word = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(
    'BTC 롱',
    '청산거리',
    '시장평균가',
    '🟥 REAL',
    '-1,234,567.8',
    '15,000',
    '18.2 %',
    'UNKNOWN',
    '🇰🇷',
    '',
  ),
);
const column = fc.record({ title: word, align: fc.constantFrom('left', 'right') });
const table = fc
  .array(column, { minLength: 1, maxLength: 5 })
  .chain((columns) =>
    fc
      .array(fc.array(word, { minLength: columns.length, maxLength: columns.length }), { maxLength: 8 })
      .map((rows) => ({ columns, rows }) as const),
  );
const bar = fc.record({
  label: word,
  fill: fc.oneof(fc.double(), fc.constantFrom(-1, 0, 0.5, 1, 2)),
  value: fc.oneof(word, fc.constantFrom('11.2 % MODEL≠VENUE 10.7', 'UNKNOWN: no funding rate from exchange')),
  level: word,
});

describe('monospace blocks', () => {
  it('draws no table line over 34 columns, for any cells', () => {
    fc.assert(
      fc.property(table, (given) => {
        for (const line of drawTable(given)) expect(displayWidth(line)).toBeLessThanOrEqual(MONOSPACE_WIDTH);
      }),
      { numRuns: 500 },
    );
  });

  it('draws no bar, fact or progress line over 34 columns', () => {
    fc.assert(
      fc.property(fc.array(bar, { maxLength: 6 }), word, (bars, text) => {
        const lines = [
          ...drawBars(bars),
          ...drawFacts(bars.map((each) => [each.label, each.value] as const)),
          ...drawProgress(0.5, text),
        ];
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(MONOSPACE_WIDTH);
      }),
      { numRuns: 500 },
    );
  });

  it('never cuts a figure: a book too wide for one line is told one figure a line', () => {
    const figures = ['1,000,000,000', '-12,345,678', '100.0 %'];
    const lines = drawTable({
      columns: [
        { title: '', align: 'left' },
        { title: 'size', align: 'right' },
        { title: 'PnL', align: 'right' },
        { title: 'to liq', align: 'right' },
      ],
      rows: [['1000PEPE L', ...figures]],
    });
    for (const figure of figures) expect(lines.join('\n')).toContain(figure);
  });

  it('aligns figures to the right, Hangul counted double', () => {
    const lines = drawTable({
      columns: [
        { title: '', align: 'left' },
        { title: '현재', align: 'right' },
      ],
      rows: [
        ['청산거리', '4.6 %'],
        ['VaR 95', '12.2 %'],
      ],
    });
    expect(new Set(lines.map(displayWidth)).size).toBe(1);
  });

  it('fills a bar towards the limit and shows the unknown as dots, never as empty', () => {
    const [full, half, unknown] = drawBars([
      { label: 'a', fill: 1, value: '90 %', level: '' },
      { label: 'a', fill: 0.5, value: '45 %', level: '' },
      { label: 'a', fill: 0, unknown: true, value: '?', level: '' },
    ]);
    expect(full).toContain('██████████');
    expect(half).toContain('█████▁▁▁▁▁');
    expect(unknown).toContain('··········');
  });
});

describe('widths', () => {
  it('pads and truncates by columns', () => {
    expect(padRight('롱', 4)).toBe('롱  ');
    expect(padLeft('롱', 4)).toBe('  롱');
    expect(truncate('청산거리', 5)).toBe('청산…');
  });

  it('wraps everything into the width and loses no word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z가-힣]{1,12}$/), { maxLength: 20 }), (words) => {
        const lines = wrap(words.join(' '), 24);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(24);
        expect(lines.join(' ').split(' ').filter(Boolean)).toEqual(words);
      }),
    );
  });
});
