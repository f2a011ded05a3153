// How a reply looks on a terminal: the reference messages in forty columns, colours that only repeat the words, nothing that steers the terminal.
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawText } from '../../../src/adapters/terminal/draw.ts';
import type { Bar, Block, Reply, Tone } from '../../../src/chat/core/reply.ts';
import { displayWidth } from '../../../src/chat/figures/width.ts';
import { aButton, aReply } from './terminal-rig.ts';

const PLAIN = { width: 40, colour: false, language: 'en' } as const;
const COLOURED = { ...PLAIN, colour: true } as const;
const draw = (reply: Reply) => drawText(reply, PLAIN);

const status = aReply('🟦 PAPER · active · worst WARNING', {
  tone: 'warning',
  blocks: [
    { kind: 'text', text: 'Equity 10,412.55 USDT · +1.24 % today' },
    {
      kind: 'table',
      columns: [
        { title: '', align: 'left' },
        { title: 'size', align: 'right' },
        { title: 'PnL', align: 'right' },
        { title: 'to liq', align: 'right' },
      ],
      rows: [
        ['BTC L', '0.500', '-812.4', '18.2 %'],
        ['ADA L', '15,000', '-41.2', '27.5 %'],
      ],
    },
    { kind: 'text', text: '1 alert open · no card waiting' },
    { kind: 'note', text: 'prices 1 s old · 14:03:22 KST' },
  ],
  buttons: [[aButton('Refresh', '/status'), aButton('Risk', '/risk'), aButton('Positions', '/positions')]],
});

describe('a reply on the terminal', () => {
  it('draws the status as the reference message', () => {
    expect(draw(status)).toBe(
      [
        '🟦 PAPER · active · worst WARNING',
        'Equity 10,412.55 USDT · +1.24 % today',
        '',
        '          size      PnL   to liq',
        'BTC L    0.500   -812.4   18.2 %',
        'ADA L   15,000    -41.2   27.5 %',
        '',
        '1 alert open · no card waiting',
        'prices 1 s old · 14:03:22 KST',
        '[1] Refresh  [2] Risk  [3] Positions',
      ].join('\n'),
    );
  });

  it('draws every kind of block', () => {
    const reply = aReply('all', {
      blocks: [
        {
          kind: 'text',
          text: 'Best single step: cut BTC 25 %\n margin 81 → 64 % and a line that is too long for one',
        },
        { kind: 'bars', bars: [{ label: 'margin', fill: 0.81, value: '81.0 %', level: 'CRIT' }] },
        { kind: 'facts', facts: [['Approved', 'Kim 14:03:22, Slack']] },
        { kind: 'list', items: ['short', 'an item that goes on for longer than one line holds'] },
        { kind: 'code', text: '  indented' },
        { kind: 'progress', share: 0.6, text: 'flattening' },
        { kind: 'image', png: new Uint8Array([1]), alt: 'equity' },
        { kind: 'note', text: 'C7K2' },
      ],
    });
    expect(draw(reply)).toBe(
      [
        'all',
        'Best single step: cut BTC 25 %',
        ' margin 81 → 64 % and a line that is too',
        ' long for one',
        '',
        'margin ████████▁▁  81.0 %  CRIT',
        '',
        'Approved  Kim 14:03:22, Slack',
        '',
        '• short',
        '• an item that goes on for longer than',
        '  one line holds',
        '',
        '  indented',
        '',
        '██████▁▁▁▁ 60 %',
        'flattening',
        '',
        '[picture: equity]',
        'C7K2',
      ].join('\n'),
    );
  });

  it('numbers buttons on over all rows and breaks a row that is too wide', () => {
    const reply = aReply('card', {
      buttons: [
        [aButton('Approve', '/approve C7K2'), aButton('Reject', '/reject C7K2')],
        [aButton('Halve', '/a'), aButton('Smallest 37 %', '/b'), aButton('Details', '/c')],
      ],
    });
    expect(draw(reply)).toBe(
      ['card', '[1] Approve  [2] Reject', '[3] Halve  [4] Smallest 37 %', '[5] Details'].join('\n'),
    );
  });

  it('says in words what it says in colour', () => {
    const bars: Bar[] = [{ label: 'margin', fill: 0.8, value: '81.0 %', level: 'CRIT' }];
    for (const tone of ['plain', 'good', 'warning', 'critical', 'emergency', 'error'] as const) {
      const reply = { ...status, tone, blocks: [...status.blocks, { kind: 'bars', bars } as const] };
      const coloured = drawText(reply, COLOURED);
      expect(coloured).not.toBe(draw(reply));
      expect(stripVTControlCharacters(coloured)).toBe(draw(reply));
    }
  });

  it('gives each level its own colour', () => {
    const tones: Tone[] = ['good', 'warning', 'critical', 'emergency'];
    const drawn = tones.map((tone) => drawText(aReply('x', { tone }), COLOURED));
    expect(new Set(drawn).size).toBe(4);
    const bar = (level: string): Block => ({
      kind: 'bars',
      bars: [{ label: 'm', fill: 1, value: '1', level }],
    });
    const levels = ['ok', 'WARN', 'CRIT', 'EMER'].map((level) =>
      drawText(aReply('x', { blocks: [bar(level)] }), COLOURED).replace(level, ''),
    );
    expect(new Set(levels).size).toBe(4);
  });

  it('takes the colours of Korean level words too', () => {
    const bars: Bar[] = [{ label: '마진', fill: 1, value: '92 %', level: '긴급' }];
    const drawn = drawText(aReply('x', { blocks: [{ kind: 'bars', bars }] }), {
      ...COLOURED,
      language: 'ko',
    });
    expect(drawn).toContain('m긴급\u001b[');
  });

  it('obeys a stream that takes no colours', () => {
    const stream = { isTTY: false, write: () => true, on: () => undefined, pipe: () => undefined };
    const drawn = drawText(status, { ...COLOURED, stream: stream as unknown as NodeJS.WritableStream });
    expect(drawn).toBe(draw(status));
  });

  it('lets no control character from outside through', () => {
    const reply = aReply('a\u001b[2Jb\u0007', {
      blocks: [
        { kind: 'text', text: 'x\u009b31my\u202ez\r\nnext' },
        { kind: 'list', items: ['\u001b]0;title\u0007'] },
      ],
      buttons: [[aButton('o\u001b[1mk', '/ok')]],
    });
    expect(draw(reply)).toBe('a[2Jb\nx31myz\nnext\n• ]0;title\n[1] o[1mk');
  });

  it('never draws a line wider than the terminal', () => {
    const words = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(
        '청산까지 거리가 가까워지고 있습니다 지금 바로',
        '🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨🚨',
        'a\nb',
      ),
    );
    const block: fc.Arbitrary<Block> = fc.oneof(
      words.map((text): Block => ({ kind: 'text', text })),
      words.map((text): Block => ({ kind: 'note', text })),
      words.map((text): Block => ({ kind: 'code', text })),
      words.map((alt): Block => ({ kind: 'image', alt, png: new Uint8Array() })),
      fc.array(words, { maxLength: 4 }).map((items): Block => ({ kind: 'list', items })),
      fc.array(fc.tuple(words, words), { maxLength: 4 }).map((facts): Block => ({ kind: 'facts', facts })),
      fc.tuple(fc.double(), words).map(([share, text]): Block => ({ kind: 'progress', share, text })),
      fc.array(fc.tuple(words, fc.double(), words), { maxLength: 4 }).map(
        (bars): Block => ({
          kind: 'bars',
          bars: bars.map(([label, fill, value]) => ({ label, fill, value, level: 'EMER' })),
        }),
      ),
      fc.array(fc.tuple(words, words, words), { maxLength: 4 }).map(
        (rows): Block => ({
          kind: 'table',
          columns: [
            { title: '', align: 'left' },
            { title: 'now', align: 'right' },
            { title: 'after', align: 'right' },
          ],
          rows,
        }),
      ),
    );
    fc.assert(
      fc.property(
        words,
        fc.array(block, { maxLength: 4 }),
        fc.array(fc.array(words, { maxLength: 4 }), { maxLength: 3 }),
        fc.constantFrom(40, 34, 24),
        (title, blocks, labels, width) => {
          const buttons = labels.map((row) => row.map((label) => aButton(label, '/x')));
          const drawn = drawText(aReply(title, { blocks, buttons }), { ...PLAIN, width });
          const tooWide = drawn.split('\n').filter((line) => displayWidth(line) > width);
          expect(tooWide).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
