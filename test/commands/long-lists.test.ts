// More than a phone can show: hundreds of positions, orders or alerts come a page at a time, and every one of them can be reached.
import { describe, expect, it } from 'vitest';
import { drawText } from '../../src/adapters/terminal/draw.ts';
import type { Reply } from '../../src/chat/core/reply.ts';
import { displayWidth } from '../../src/chat/figures/width.ts';
import type { Order } from '../../src/domain/order.ts';
import { Price } from '../../src/domain/price.ts';
import { Quantity } from '../../src/domain/quantity.ts';
import type { DeskView } from '../../src/ports/desk.ts';
import { cannedAccount, cannedAlert, cannedView, NOON } from '../support/canned-desk.ts';
import { ChatWorld } from '../support/chat-world.ts';

const MANY = 200;
const names = Array.from({ length: MANY }, (_, index) => `C${String(index).padStart(3, '0')}`);

const assessed = cannedAccount.assessment?.positions[0];
const held = cannedAccount.snapshot?.positions[0];
if (assessed === undefined || held === undefined || cannedAccount.assessment === undefined)
  throw new Error('the canned account holds nothing');
const { assessment, snapshot } = cannedAccount;

const order = (name: string): Order => ({
  id: name,
  clientOrderId: name,
  symbol: `${name}USDT`,
  side: 'sell',
  positionSide: 'long',
  type: 'limit',
  state: 'open',
  quantity: Quantity.parse('1'),
  filled: Quantity.parse('0'),
  limitPrice: Price.parse('100'),
  reduceOnly: true,
  book: 'plain',
  createdAt: NOON,
  updatedAt: NOON,
});

const crowded: DeskView = {
  ...cannedView,
  accounts: [
    {
      ...cannedAccount,
      assessment: {
        ...assessment,
        positions: names.map((name, index) => ({
          ...assessed,
          key: `${name}USDT:long`,
          symbol: `${name}USDT`,
          side: 'long' as const,
          // The last of the venue's list is the nearest to liquidation.
          distance: {
            kind: 'known' as const,
            value: 0.9 - index / 1_000,
            trust: { kind: 'plain' as const },
          },
        })),
      },
      ...(snapshot === undefined
        ? {}
        : {
            snapshot: {
              ...snapshot,
              positions: names.map((name) => ({ ...held, symbol: `${name}USDT`, side: 'long' as const })),
              orders: names.map(order),
            },
          }),
    },
  ],
  alerts: names.map((name) => ({ ...cannedAlert, id: name, code: name, subject: `${name}USDT:long` })),
};

/** The command's first page and every page behind its Next, at most fifty. */
async function pages(line: string): Promise<Reply[]> {
  const world = new ChatWorld();
  world.desk.current = crowded;
  const seen: Reply[] = [];
  for (let next: string | undefined = line; next !== undefined && seen.length < 50; ) {
    await world.type(next, { from: 'ann', room: 'private-1' });
    const reply = world.platform.last.message.reply;
    seen.push(reply);
    next = reply.buttons.flat().find(({ label }) => label === 'Next')?.command;
  }
  return seen;
}

const drawn = (reply: Reply): string => drawText(reply, { width: 40, colour: false, language: 'en' });
/** Names that lead a line: one line an entry. */
const listed = (reply: Reply): Set<string> => new Set(drawn(reply).match(/\bC\d{3}\b/g));

describe.each(['/positions', '/orders', '/alerts'])('%s of two hundred', (line) => {
  it('shows each exactly once over all pages, and says on each what it shows of how many', async () => {
    const seen = await pages(line);
    expect(seen.length).toBeGreaterThan(1);
    const all = seen.flatMap((reply) => [...listed(reply)]);
    expect(all).toHaveLength(MANY);
    expect(new Set(all)).toEqual(new Set(names));
    let from = 1;
    for (const reply of seen) {
      const to = from + listed(reply).size - 1;
      expect(drawn(reply)).toContain(`${from}–${to} of ${MANY}`);
      from = to + 1;
    }
  });

  it('keeps to forty columns, and Refresh asks for the same page', async () => {
    const [, second] = await pages(line);
    if (second === undefined) throw new Error('there is no second page');
    for (const row of drawn(second).split('\n')) expect(displayWidth(row), row).toBeLessThanOrEqual(40);
    const labels = new Map(second.buttons.flat().map((button) => [button.label, button.command]));
    expect(labels.get('Refresh')).toBe(`${line} 2`);
    expect(labels.get('Back')).toBe(line);
  });
});

it('positions begin with the nearest to liquidation', async () => {
  const [first] = await pages('/positions');
  expect(first && [...listed(first)].slice(0, 2)).toEqual(['C199', 'C198']);
});

it('a page behind the last is the last', async () => {
  const [last] = await pages('/positions 99');
  expect(last && drawn(last)).toContain('181–200 of 200');
});
