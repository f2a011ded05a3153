// What the files of a desk that died say afterwards: the venue's own memory first, then ledger, journal and what people were shown.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readKey } from '../../src/adapters/journal/journal-key.ts';
import { verifyJournal } from '../../src/adapters/journal/verify-journal.ts';
import { readState, type StoredState } from '../../src/adapters/paper/state-text.ts';
import { Decimal } from '../../src/domain/decimal.ts';
import type { Latch } from '../../src/domain/kill-switch.ts';
import type { Leg, Proposal } from '../../src/domain/proposal.ts';
import type { JournalLine } from '../../src/ports/ledger.ts';
import { openInFolder, value } from '../adapters/sqlite/open-in-folder.ts';
import type { SigkillWorld } from './sigkill-world.ts';

/** What the desk's own files and what people were shown say. */
export interface DeskBooks {
  readonly cards: readonly Proposal[];
  readonly legs: readonly Leg[];
  readonly latch: Latch;
  readonly killed: Latch | undefined;
  readonly journal: readonly JournalLine[];
  readonly journalIs: string;
  readonly told: ReturnType<SigkillWorld['told']>;
  readonly reports: readonly string[];
}

export interface Evidence extends DeskBooks {
  readonly venue: StoredState;
}

/** On paper the venue's memory lies beside the desk's. */
export async function evidenceIn(world: SigkillWorld): Promise<Evidence> {
  const venue = value(readState(readFileSync(join(world.dataDir, 'paper-main.json'), 'utf8')));
  return { ...(await booksOf(world)), venue };
}

/** Read when no desk runs on the folder any more. */
export async function booksOf(world: SigkillWorld): Promise<DeskBooks> {
  const { dataDir } = world;
  const file = (name: string): string => join(dataDir, name);
  const stored = await openInFolder(dataDir, { otherFiles: ['journal'] });
  const { ledger, opening } = stored;
  const head = value(await ledger.journalHead());
  const key = readKey(file('journal'));
  const checked = key === undefined ? undefined : verifyJournal(file('journal'), key, head);
  const books: DeskBooks = {
    cards: value(await ledger.proposalsSince(0)),
    legs: value(await ledger.unsettledLegs()),
    latch: value(await ledger.latch()),
    killed: readdirSync(dataDir).includes('KILLED.json')
      ? (JSON.parse(readFileSync(file('KILLED.json'), 'utf8')) as Latch)
      : undefined,
    journal: value(await ledger.journalEntries(10_000)),
    journalIs: opening.kind === 'opened' ? (checked?.kind ?? 'without a key') : opening.safeModeReason,
    told: world.told(),
    reports: readdirSync(dataDir).includes('reports') ? readdirSync(file('reports')) : [],
  };
  stored.close();
  return books;
}

/** What an approved cut of `approved` may never have done, and what it must have come to. */
export function cutOffences(
  evidence: Evidence,
  cut: {
    readonly held: string;
    readonly approved: string;
    readonly ends: readonly ('executed' | 'partial')[];
  },
  deaths: number,
): string[] {
  const { venue, cards, journal, told } = evidence;
  const offences = journalOffences(evidence);
  const [card, ...more] = cards;
  if (card === undefined || more.length > 0) return [...offences, `${cards.length} cards instead of one`];
  const orders = venue.orders.filter((order) => order.clientOrderId.startsWith(card.content.nonce));
  // What a cancelled order left unfilled may be sent once more while the approval stands; nothing else may be.
  const whole = orders.filter((order) => order.state !== 'cancelled');
  if (orders.length === 0 || whole.length > 1) offences.push(`${whole.length} orders for one leg`);
  if (venue.orders.length !== orders.length) offences.push('the venue has orders that no card stands for');
  for (const order of orders) {
    if (!order.reduceOnly || order.side !== 'sell') offences.push('an order does not only reduce');
    const intent = journal.some(
      ({ entry }) => entry.type === 'order-intent' && entry.data['clientOrderId'] === order.clientOrderId,
    );
    if (!intent) offences.push(`no intent was journalled for ${order.clientOrderId}`);
  }
  const filled = sum(orders.map((order) => order.filled));
  if (filled.gt(cut.approved)) offences.push(`${filled} was filled, ${cut.approved} approved`);
  const position = heldIn(venue, 'BTCUSDT');
  if (!position.eq(new Decimal(cut.held).minus(filled))) offences.push(`the position is ${position}`);
  if (position.lt(new Decimal(cut.held).minus(cut.approved)))
    offences.push('the position is past its target');
  if (!cut.ends.some((end) => end === card.state.kind)) offences.push(`the card ended as ${card.state.kind}`);
  if (card.approvals.length !== 1) offences.push(`${card.approvals.length} approvals`);
  if (!new Decimal(card.outcome?.filled ?? 0).eq(filled)) {
    offences.push(`the card says ${card.outcome?.filled}, the venue ${filled}`);
  }
  const outcome = told.filter(
    ({ title }) => title.includes(card.code) && cut.ends.some((end) => OUTCOME[end].test(title)),
  );
  if (outcome.length === 0) offences.push('the outcome was not told');
  const anew = outcome.filter(({ isEdit }) => !isEdit).length;
  if (anew > deaths + 1) offences.push(`the outcome was told ${anew} times after ${deaths} deaths`);
  return offences;
}

const OUTCOME = { executed: /· DONE ·/, partial: /· PARTIAL/ } as const;

/** What a kill switch must have come to: flat, clean, latched and told, and no more closed than was there. */
export function killOffences(
  evidence: Evidence,
  held: Readonly<Record<string, string>>,
  deaths: number,
): string[] {
  const { venue, latch, killed, told, reports } = evidence;
  const offences = journalOffences(evidence);
  if (venue.holdings.length > 0)
    offences.push(`still holds ${venue.holdings.map((each) => each.symbol).join(', ')}`);
  const open = venue.orders.filter((order) => order.state === 'open');
  if (open.length > 0) offences.push(`orders rest: ${open.map((order) => order.clientOrderId).join(', ')}`);
  for (const [symbol, signed] of Object.entries(held)) {
    const fills = venue.fills.filter((fill) => fill.symbol === symbol);
    const traded = sum(fills.map((fill) => fill.quantity.times(fill.side === 'buy' ? 1 : -1)));
    if (!traded.plus(signed).isZero()) offences.push(`${symbol}: ${signed} held, ${traded} traded`);
    if (fills.some((fill) => (fill.side === 'buy') === new Decimal(signed).gt(0)))
      offences.push(`${symbol} was made larger on the way`);
    if (fills.length !== 1) offences.push(`${symbol} was closed in ${fills.length} fills`);
  }
  for (const [where, row] of [
    ['ledger', latch],
    ['KILLED.json', killed],
  ] as const) {
    if (row?.state !== 'latched' || row.drill) offences.push(`${where}: the latch is ${row?.state}`);
    if (row?.finishedAt === undefined) offences.push(`${where}: the kill has no end`);
    if (row?.goal !== 'flatten') offences.push(`${where}: the goal is ${row?.goal}`);
    if (row?.epoch !== 1) offences.push(`${where}: epoch ${row?.epoch} after one pull`);
  }
  const end = told.filter(({ title }) => /· FLAT \d/.test(title));
  if (end.length === 0) offences.push('the end was not told');
  if (end.filter(({ isEdit }) => !isEdit).length > deaths + 1) offences.push('the end was told too often');
  if (reports.length === 0) offences.push('there is no report');
  return offences;
}

export const journalOffences = ({ journalIs }: DeskBooks): string[] =>
  journalIs === 'sound' ? [] : [`the journal: ${journalIs}`];

const sum = (amounts: readonly Decimal[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));

const heldIn = (venue: StoredState, symbol: string): Decimal =>
  sum(
    venue.holdings
      .filter((each) => each.symbol === symbol)
      .map(({ quantity, side }) => quantity.times(side === 'long' ? 1 : -1)),
  );
