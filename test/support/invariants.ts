// What must hold after every run, however it was interrupted: judged by the venue's own log, never by what the desk believes.
import { Decimal } from '../../src/domain/decimal.ts';
import { isDecided, legsOf, type Proposal } from '../../src/domain/proposal.ts';
import type { LiveWorld } from './live-world.ts';
import type { SimExchange } from './sim-exchange.ts';

/** Watches, at the moment an order arrives, that its intent was durable before (I3). Answers the list of offences. */
export function witness(world: LiveWorld): string[] {
  const offences: string[] = [];
  for (const exchange of world.exchanges) {
    exchange.onSubmit = ({ clientOrderId }) => {
      const { journal, latch, proposals } = world.ledger.content;
      if (clientOrderId.startsWith('k')) {
        const isLatched = latch.state === 'latched' || world.killFile.current?.state === 'latched';
        if (!isLatched) offences.push(`I3 ${clientOrderId}: no latch was durable`);
        return;
      }
      const intent = journal.find(
        (line) => line.entry.type === 'order-intent' && line.entry.data['clientOrderId'] === clientOrderId,
      );
      if (intent === undefined) offences.push(`I3 ${clientOrderId}: no order intent was durable`);
      const row = proposals.get(String(intent?.entry.data['proposalId']));
      if (row === undefined || row.approvals.length < row.content.policy.quorum) {
        offences.push(`I3 ${clientOrderId}: nobody approved it`);
      }
      if (latch.state === 'latched' && !latch.drill)
        offences.push(`I4 ${clientOrderId}: sent after the latch`);
    };
  }
  return offences;
}

/** I1: no position past its target, never turned, nothing made larger, no order asked for more than was there. */
export function offencesOf(exchange: SimExchange): string[] {
  return exchange.sim.oracle.flatMap((each) => {
    const offences: string[] = [];
    if (each.flips) offences.push(`I1 ${each.clientOrderId}: the position changed side`);
    if (each.increases) offences.push(`I1 ${each.clientOrderId}: the position became larger`);
    if (each.overClosed) offences.push(`I1 ${each.clientOrderId}: asked for more than was there`);
    return offences;
  });
}

/** I1 and I2 for one approved cut: what was filled is at most what was approved, the end is told, and says the truth. */
export function offencesAgainst(world: LiveWorld, card: Proposal): string[] {
  const { oracle } = world.exchange.sim;
  const offences = offencesOf(world.exchange);
  const own = oracle.filter((each) => each.clientOrderId.startsWith(card.content.nonce));
  const filled = own.reduce((sum, each) => sum.plus(each.filled), new Decimal(0));
  const legs = legsOf(card.content.action);
  const approved = legs.reduce((sum, leg) => sum.plus(leg.quantity), new Decimal(0));
  if (filled.gt(approved)) offences.push(`I1 filled ${filled.toFixed()} of ${approved.toFixed()} approved`);
  const row = world.stored(card);
  if (!isDecided(row.state) && row.state.kind !== 'needs-person')
    offences.push(`I2 ended as ${row.state.kind}`);
  const told = world.ledger.content.outbox.findLast(
    (each) => each.event.kind === 'proposal' && each.event.proposal.content.id === card.content.id,
  );
  const toldState = told?.event.kind === 'proposal' ? told.event.proposal.state.kind : 'nothing';
  if (toldState !== row.state.kind) offences.push(`I2 is ${row.state.kind}, people were told ${toldState}`);
  const said = new Decimal(row.outcome?.filled ?? 0);
  if (isDecided(row.state) && !said.eq(filled)) {
    offences.push(`I2 says ${said.toFixed()} was filled, the venue ${filled.toFixed()}`);
  }
  return offences;
}
