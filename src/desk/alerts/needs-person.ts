// An order whose fate nobody can tell is an EMERGENCY of its own: told at once, and again until somebody acknowledges it.
import { alertKey } from '../../domain/alert-life.ts';
import { positionKey } from '../../domain/position.ts';
import type { Leg, Proposal } from '../../domain/proposal.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { DeskContext } from '../state/context.ts';
import { applyReadings, openAlert } from './alerting.ts';

const METRIC = 'unresolved-order';

/** Raises or repeats the alert (the usual EMERGENCY interval), with the card's own change in the same transaction. */
export async function personNeeded(
  context: DeskContext,
  proposal: Proposal,
  row: Leg,
  why: string,
  changes: readonly LedgerChange[],
): Promise<void> {
  const breach = {
    account: row.account,
    metric: METRIC,
    subject: positionKey(row.symbol, row.positionSide),
    level: 'emergency',
    value: 1,
    limits: { emergency: 1 },
    contributors: [],
    detail: `${proposal.code}: ${row.side} ${row.quantity} ${row.symbol}, ${why}`,
  } as const;
  await context.writer.run(() =>
    applyReadings(
      context,
      [
        {
          account: row.account,
          metric: METRIC,
          subject: breach.subject,
          reading: { kind: 'breached', breach },
        },
      ],
      changes,
    ),
  );
}

/** The order was found, or is certainly not there: the alert is over. */
export async function personFound(context: DeskContext, proposal: Proposal, row: Leg): Promise<void> {
  const subject = positionKey(row.symbol, row.positionSide);
  const open = openAlert(context, alertKey(row.account, METRIC, subject));
  if (open === undefined || proposal.state.kind !== 'needs-person') return;
  const reading = { account: row.account, metric: METRIC, subject, reading: { kind: 'over' } } as const;
  await context.writer.run(() => applyReadings(context, [reading]));
}
