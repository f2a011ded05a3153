// What the exchange's own books say against an approved cut and against a kill: the desk's memory is asked only for what it told.
import { Decimal } from '../../src/domain/decimal.ts';
import { isDecided, legsOf, type Proposal } from '../../src/domain/proposal.ts';
import type { JournalLine } from '../../src/ports/ledger.ts';
import type { VenueOrder } from '../support/binance-server/account.ts';
import type { LoopbackDesk } from '../support/loopback-desk.ts';

const isOver = ({ status }: VenueOrder): boolean => status !== 'NEW' && status !== 'PARTIALLY_FILLED';
const sum = (amounts: readonly Decimal[]): Decimal =>
  amounts.reduce((total, amount) => total.plus(amount), new Decimal(0));

/** No order may leave a position larger, or on its other side, than it met it. */
export function turnedBy(order: VenueOrder): string[] {
  const { positionBefore: before, positionAfter: after, executedQty, clientOrderId } = order;
  if (executedQty.isZero()) return [];
  const offences: string[] = [];
  if (!after.isZero() && after.isPositive() !== before.isPositive())
    offences.push(`${clientOrderId} turned ${before} to ${after}`);
  if (after.abs().gt(before.abs())) offences.push(`${clientOrderId} made ${before} larger: ${after}`);
  return offences;
}

/**
 * Orders of one approval, oldest first, as the exchange has them: each only reduces, asks for no more than was left of what was
 * approved, comes after the one before it was over, and was journalled before it was sent.
 */
export function orderOffences(
  orders: readonly VenueOrder[],
  approved: Decimal,
  journal: readonly JournalLine[],
  skewMs = 0,
): string[] {
  const offences = orders.flatMap(turnedBy);
  let before = new Decimal(0);
  for (const [index, order] of orders.entries()) {
    const { clientOrderId } = order;
    if (!order.reduceOnly) offences.push(`${clientOrderId} does not only reduce`);
    if (order.origQty.plus(before).gt(approved)) offences.push(`${clientOrderId} asks for more than is left`);
    for (const earlier of orders.slice(0, index)) {
      if (!isOver(earlier) || earlier.updateTime > order.time)
        offences.push(`${clientOrderId} was sent while ${earlier.clientOrderId} was open`);
    }
    before = before.plus(order.executedQty);
    const isJournalled = journal.some(
      ({ entry }) =>
        entry.type === 'order-intent' &&
        entry.data['clientOrderId'] === clientOrderId &&
        entry.at <= order.time - skewMs,
    );
    if (!isJournalled) offences.push(`no intent was durable before ${clientOrderId}`);
  }
  if (before.gt(approved)) offences.push(`${before} was filled of ${approved} approved`);
  return offences;
}

/** Of one approved cut; `gone` is what others took from the position meanwhile. */
export function cutOffences(desk: LoopbackDesk, card: Proposal, gone: string): string[] {
  const orders = desk.ordersOf(card);
  const approved = sum(legsOf(card.content.action).map((leg) => new Decimal(leg.quantity)));
  const filled = sum(orders.map((order) => order.executedQty));
  const offences = orderOffences(orders, approved, desk.ledger.content.journal, desk.server.venue.skewMs);
  const expected = new Decimal('0.5').minus(filled).minus(gone);
  if (!expected.eq(desk.held)) offences.push(`holds ${desk.held} instead of ${expected}`);
  return [...offences, ...toldOffences(desk, card, filled, sum(orders.map((order) => order.cumQuote)))];
}

/** The end is known, was told, and says what the exchange says. */
function toldOffences(desk: LoopbackDesk, card: Proposal, filled: Decimal, worth: Decimal): string[] {
  const offences: string[] = [];
  const row = desk.stored(card);
  const { kind } = row.state;
  const last = desk.ledger.content.outbox.findLast(
    ({ event }) => event.kind === 'proposal' && event.proposal.content.id === card.content.id,
  );
  const told = last?.event.kind === 'proposal' ? last.event.proposal : undefined;
  if (told?.state.kind !== kind) offences.push(`is ${kind}, people were told ${told?.state.kind}`);
  if (kind === 'needs-person') {
    const isCalled = desk.ledger.content.outbox.some(
      ({ event }) => event.kind === 'alert' && event.alert.level === 'emergency',
    );
    return isCalled ? offences : [...offences, 'a person is needed and nobody was called'];
  }
  if (!isDecided(row.state)) return [...offences, `ended as ${kind}`];
  const said = new Decimal(told?.outcome?.filled ?? 0);
  if (!said.eq(filled)) offences.push(`says ${said} was filled, the exchange ${filled}`);
  const price = told?.outcome?.averagePrice;
  if (filled.gt(0) && (price === undefined || worth.div(filled).minus(price).abs().gt('1e-6')))
    offences.push(`says it was filled at ${price}, the exchange at ${worth.div(filled)}`);
  for (const leg of desk.ledger.content.legs.values()) {
    if (leg.state === 'sending' || leg.state === 'unknown')
      offences.push(`${leg.clientOrderId} is left ${leg.state}`);
    const paid = desk.account.trades.filter((trade) => trade.clientOrderId === leg.clientOrderId);
    const fee = sum(paid.map((trade) => trade.commission));
    if (!fee.eq(leg.fee)) offences.push(`${leg.clientOrderId} cost ${leg.fee}, the exchange took ${fee}`);
  }
  return offences;
}

/** Of a kill that flattens everything, perhaps over an approved cut: flat, clean, nothing turned, latched and told. */
export function flatOffences(desk: LoopbackDesk, card?: Proposal): string[] {
  const { account, ledger } = desk;
  const own = account.orders.filter(({ clientOrderId }) => !isByHand(clientOrderId));
  const offences = own.flatMap(turnedBy);
  for (const { symbol, positionSide, amount } of account.positions)
    offences.push(`holds ${amount} ${symbol} ${positionSide}`);
  for (const { clientOrderId } of account.openOrders) offences.push(`${clientOrderId} rests`);
  for (const { clientAlgoId } of account.openAlgos) offences.push(`${clientAlgoId} rests`);
  const { latch } = ledger.content;
  const pulledAt = latch.at + desk.server.venue.skewMs;
  for (const order of own) {
    const { clientOrderId, reduceOnly, time } = order;
    if (!reduceOnly) offences.push(`${clientOrderId} does not only reduce`);
    if (!isOver(order)) offences.push(`${clientOrderId} is open`);
    const isKill = clientOrderId.startsWith('k');
    const isCut = card !== undefined && clientOrderId.startsWith(card.content.nonce);
    if (!isKill && !isCut) offences.push(`${clientOrderId} is nobody's`);
    // One request may have left before the pull and be taken until its window is over.
    if (isCut && time > pulledAt + STILL_VALID_MS) offences.push(`${clientOrderId} was sent after the pull`);
  }
  const cut = sum(card === undefined ? [] : desk.ordersOf(card).map((order) => order.executedQty));
  if (card !== undefined && cut.gt('0.25')) offences.push(`${cut} was cut of 0.25 approved`);
  if (latch.state !== 'latched' || latch.finishedAt === undefined) offences.push('the latch has no end');
  if (desk.killFile.current?.finishedAt === undefined) offences.push('KILLED.json has no end');
  const [said] = latch.accounts;
  const fees = sum(
    account.trades.filter((trade) => trade.clientOrderId.startsWith('k')).map((trade) => trade.commission),
  );
  // Beside the fees stands what the book's spread took, cents at these sizes.
  if (
    fees
      .minus(said?.cost ?? 0)
      .abs()
      .gt(1)
  )
    offences.push(`says it cost ${said?.cost}, the exchange took ${fees}`);
  const byHand = account.orders.length + account.algos.length;
  if ((said?.ordersCancelled ?? 0) > byHand)
    offences.push(`says ${said?.ordersCancelled} orders of ${byHand} were cancelled`);
  const told = desk.told(({ kind }) => kind === 'kill').at(-1) ?? '';
  if (!told.includes('FLAT')) offences.push(`people were told ${told}`);
  return card === undefined ? offences : [...offences, ...toldOffences(desk, card, cut, worthOf(desk, card))];
}

const STILL_VALID_MS = 6_000;
const isByHand = (clientOrderId: string): boolean =>
  /^(web_|entry$|profit$|stop$|autoclose-)/.test(clientOrderId);
const worthOf = (desk: LoopbackDesk, card: Proposal): Decimal =>
  sum(desk.ordersOf(card).map((order) => order.cumQuote));
