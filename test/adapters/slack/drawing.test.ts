// What a reply becomes in Block Kit: within every limit of Slack, in order, and with nothing from outside taken for markup.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SLACK_LIMITS } from '../../../src/adapters/slack/limits.ts';
import { planHome, planMessage } from '../../../src/adapters/slack/plan-message.ts';
import type { Outgoing } from '../../../src/chat/core/platform.ts';
import type { Block, Tone } from '../../../src/chat/core/reply.ts';
import { type Block as AnyBlock, problemsOf } from '../../support/slack-server/block-kit.ts';
import { buttonRows, renderBlocks } from '../../support/slack-server/block-reading.ts';
import { button, DOT, outgoing, reply, text } from './slack-rig.ts';

const plan = (message: Outgoing) => planMessage(message, SLACK_LIMITS);
const blocksOf = (message: Outgoing): AnyBlock[][] =>
  plan(message).words.map(({ blocks }) => blocks as unknown as AnyBlock[]);
const shown = (message: Outgoing): string => blocksOf(message).map(renderBlocks).join('\n');

test('a card reads as headline, table in a code block, facts, small print and buttons', () => {
  const message = outgoing(
    '🟥 REAL · EMERGENCY · BTC 4.6 % to liquidation',
    [
      text('Cut BTC long 0.500 → 0.250'),
      {
        kind: 'table',
        columns: [
          { title: '', align: 'left' },
          { title: 'now', align: 'right' },
          { title: 'after', align: 'right' },
        ],
        rows: [
          ['to liq', '4.6 %', '9.8 %'],
          ['margin', '92.1 %', '58.3 %'],
        ],
      },
      { kind: 'facts', facts: [['cost', '≈ 31 USDT']] },
      { kind: 'list', items: ['one', 'two'] },
      { kind: 'progress', share: 0.6, text: 'cancelling' },
      { kind: 'note', text: 'C7K2 · answer by 14:08:22' },
    ],
    {
      buttons: [
        [button('v1:a', 'Approve', 'primary'), button('v1:b', 'Reject', 'danger')],
        [button('v1:c', 'Halve')],
      ],
    },
  );
  const [blocks = []] = blocksOf(message);
  expect(blocks.map(({ type }) => type)).toEqual([
    ...['header', 'section', 'section', 'section', 'section', 'section', 'context', 'actions', 'actions'],
  ]);
  expect(renderBlocks(blocks)).toBe(
    [
      '🟥 REAL · EMERGENCY · BTC 4.6 % to liquidation',
      'Cut BTC long 0.500 → 0.250',
      '```\n            now    after\nto liq    4.6 %    9.8 %\nmargin   92.1 %   58.3 %\n```',
      '*cost*  ≈ 31 USDT',
      '• one\n• two',
      '```\n██████▁▁▁▁ 60 %\ncancelling\n```',
      'C7K2 · answer by 14:08:22',
    ].join('\n'),
  );
  expect(buttonRows(blocks).map((row) => row.map(({ label, value }) => [label, value]))).toEqual([
    [
      ['Approve', 'v1:a'],
      ['Reject', 'v1:b'],
    ],
    [['Halve', 'v1:c']],
  ]);
  expect(JSON.stringify(blocks)).toContain('"style":"danger"');
});

test.each<[Tone, string | undefined, string | undefined]>([
  ['emergency', undefined, '#d32f2f'],
  ['critical', undefined, '#f57c00'],
  ['warning', undefined, '#fbc02d'],
  ['error', undefined, '#d32f2f'],
  ['plain', 'card-1', '#9e9e9e'],
  ['good', 'card-1', '#9e9e9e'],
  ['plain', undefined, undefined],
])('the tone %s of topic %s has the colour %s', (tone, topic, colour) => {
  const message = outgoing('x', [], {
    reply: reply('x', [], { tone, ...(topic === undefined ? {} : { topic }) }),
  });
  expect(plan(message).words.map(({ attachments }) => attachments[0]?.color)).toEqual([colour]);
});

test('nothing is said where there is nothing: empty texts, tables and labels make no block that Slack refuses', () => {
  const empty: Block[] = [
    text(''),
    text(' \n '),
    { kind: 'note', text: '' },
    { kind: 'code', text: '' },
    { kind: 'facts', facts: [['', '']] },
    { kind: 'facts', facts: [] },
    { kind: 'list', items: [] },
    { kind: 'table', columns: [], rows: [] },
    { kind: 'bars', bars: [] },
    { kind: 'image', png: new Uint8Array(), alt: '' },
  ];
  const [blocks = []] = blocksOf(outgoing('', empty, { buttons: [[], [button('v1:a', '')]] }));
  expect(problemsOf(blocks, 'message')).toEqual([]);
  expect(renderBlocks(blocks)).toBe('…\n[]');
});

test('a headline that is too long for a header goes on below it', () => {
  const long = 'word '.repeat(60).trim();
  expect(shown(outgoing(long))).toContain(long);
});

test('buttons that Slack would not take are left out by name, the others stay', () => {
  const message = outgoing('x', [], {
    buttons: [
      [button('', 'Empty'), button('v1:a', 'A'), button('v1:a', 'Twin'), button('x'.repeat(256), 'Long')],
      Array.from({ length: 7 }, (_, at) => button(`v1:${at}`, `B${at}`)),
    ],
  });
  expect(plan(message).leftOut).toEqual(['Empty', 'Twin', 'Long']);
  expect(buttonRows(blocksOf(message)[0] ?? []).map((row) => row.length)).toEqual([1, 5, 2]);
});

test('marks that turn the direction of writing are not shown', () => {
  const turned = 'BTC\u202Eevil\u2066 \u0007x';
  expect(shown(outgoing(turned, [text(turned)]))).toBe('BTCevil x\nBTCevil x');
});

test('the home tab is one screen within its limit', () => {
  const blocks = planHome(
    outgoing(
      'x',
      Array.from({ length: 300 }, (_, at) => text(`line ${at}`)),
      {
        buttons: [[button('v1:a', 'A')]],
      },
    ),
    SLACK_LIMITS,
  ) as unknown as AnyBlock[];
  expect(problemsOf(blocks, 'view')).toEqual([]);
  expect(buttonRows(blocks)).toHaveLength(1);
});

describe('whatever a reply holds', () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 4_000 }),
    fc.constantFrom(
      '```',
      '<!here>',
      '&amp;',
      '&'.repeat(3_500),
      '👩‍👩‍👧‍👦'.repeat(400),
      'a b\n'.repeat(900),
    ),
  );
  const block: fc.Arbitrary<Block> = fc.oneof(
    words.map(text),
    words.map((each): Block => ({ kind: 'note', text: each })),
    words.map((each): Block => ({ kind: 'code', text: each })),
    fc.array(words, { maxLength: 12 }).map((items): Block => ({ kind: 'list', items })),
    fc.array(fc.tuple(words, words), { maxLength: 25 }).map((facts): Block => ({ kind: 'facts', facts })),
    fc.array(fc.tuple(words, words), { maxLength: 4 }).map(
      (rows): Block => ({
        kind: 'table',
        columns: [
          { title: 'a', align: 'left' },
          { title: 'b', align: 'right' },
        ],
        rows,
      }),
    ),
    words.map((alt): Block => ({ kind: 'image', png: DOT, alt })),
  );
  const replies = fc
    .tuple(words, fc.array(block, { maxLength: 70 }), fc.array(words, { maxLength: 12 }))
    .map(([title, blocks, labels]) =>
      outgoing(title, blocks, { buttons: [labels.map((label, at) => button(`v1:${at}`, label))] }),
    );

  test('every message is one that Slack takes, and no outside word is a mention', () => {
    fc.assert(
      fc.property(replies, (message) => {
        const { words: parts } = plan(message);
        expect(parts.length).toBeGreaterThan(0);
        expect(parts.length).toBeLessThanOrEqual(SLACK_LIMITS.parts);
        for (const { blocks, simple, text: first, plain, attachments } of parts) {
          expect(problemsOf(blocks, 'message')).toEqual([]);
          expect(problemsOf(simple, 'message')).toEqual([]);
          expect(attachments.flatMap((each) => problemsOf(each.blocks ?? [], 'message'))).toEqual([]);
          expect(first).not.toBe('');
          expect(first).not.toMatch(/[<>]/);
          expect(plain.length).toBeLessThanOrEqual(SLACK_LIMITS.textUnits);
          JSON.stringify(blocks, (_key, value) => {
            if (value?.type === 'mrkdwn') expect(value.text).not.toMatch(/[<>]/);
            return value;
          });
        }
        const labels = message.buttons.flat().length;
        expect(buttonRows(parts.at(-1)!.blocks as unknown as AnyBlock[]).flat()).toHaveLength(labels);
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
