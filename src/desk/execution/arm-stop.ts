// An approved stop becomes an armed one: durable first, then brought to the venue by the same hands that keep it there.
import type { Decimal } from '../../domain/decimal.ts';
import { legClientOrderId } from '../../domain/leg-life.ts';
import { reducingSide } from '../../domain/position.ts';
import type { Leg, Proposal, StopAction } from '../../domain/proposal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { type ArmedStop, followed, isReached } from '../../domain/stop.ts';
import { takeSnapshot } from '../picture/take-snapshot.ts';
import type { DeskContext } from '../state/context.ts';
import { keepStop, stopsOf } from '../state/stop-book.ts';
import { tendStops } from '../stops/tend-stops.ts';
import { standingAgainst } from './check-again.ts';
import { endLeg } from './leg-over.ts';
import { waitOrEnd } from './send-leg.ts';

const CHECK_AGAIN_MS = 3_000;

/** Arms the stop of an approved card, in the place of one that the position has already. */
export async function armStop(
  context: DeskContext,
  proposal: Proposal,
  action: StopAction,
  rows: readonly Leg[],
): Promise<'again' | 'rest'> {
  if (rows.some((row) => row.state === 'done')) return endLeg(context, proposal);
  if (context.memory.stopping === true) return 'rest';
  const standing = standingAgainst(context, proposal);
  const account = context.accounts.find(({ name }) => name === proposal.content.account);
  if (standing.length > 0 || account === undefined) return endLeg(context, proposal, standing);
  const taken = await takeSnapshot(context, account);
  if (!taken.ok || !taken.value.complete) {
    const why = taken.ok ? (taken.value.incompleteBecause ?? 'a read failed') : taken.error.message;
    return waitOrEnd(context, proposal, [{ code: 'INCOMPLETE_DATA', why }], CHECK_AGAIN_MS);
  }
  context.crashPoint('execute:05 checked again');
  const snapshot = taken.value;
  const { symbol, positionSide } = action;
  const position = snapshot.positions.find((each) => each.symbol === symbol && each.side === positionSide);
  if (position === undefined) return endLeg(context, proposal, [{ code: 'POSITION_GONE', symbol }]);
  const tick = snapshot.instruments.get(symbol)?.priceTick;
  const mark = snapshot.marks.get(symbol)?.value;
  if (tick === undefined || mark === undefined) {
    return endLeg(context, proposal, [{ code: 'UNKNOWN_PRICE', symbol }]);
  }
  const stop = followed(armed(context, proposal, action, mark), mark, tick);
  if (isReached(stop, mark)) return endLeg(context, proposal, [wrongSide(action, stop, mark)]);
  const now = context.ports.clock.now();
  const row: Leg = {
    proposalId: proposal.content.id,
    index: 0,
    attempt: 1,
    account: account.name,
    clientOrderId: legClientOrderId(proposal.content.nonce, 0, 1),
    symbol,
    positionSide,
    side: reducingSide(positionSide),
    quantity: action.quantity,
    state: 'done',
    signedAt: now,
    filled: action.quantity,
    fee: '0',
    version: 1,
  };
  context.crashPoint('execute:06 before leg commit');
  const kept = await keepStop(context, stop, {
    next: stop,
    what: 'armed',
    data: { proposal: proposal.content.id, ...(stop.trail === undefined ? {} : { trail: stop.trail }) },
    more: [{ kind: 'leg', row }],
    ...(account.exchange.capabilities.conditionalOrders
      ? {}
      : {
          notice: {
            code: 'stop-watched',
            account: account.name,
            symbol,
            side: positionSide,
            stopPrice: stop.stopPrice,
            by: stop.armedBy,
          },
        }),
  });
  if (!kept) return 'rest';
  context.crashPoint('execute:07 leg committed');
  await tendStops(context, account, snapshot);
  context.crashPoint('execute:08 submitted');
  return endLeg(context, proposal);
}

/** A stop that takes another's place goes on under its name, so that the old order is moved and never left alone. */
function armed(
  context: DeskContext,
  { content, approvals }: Proposal,
  { symbol, positionSide, stopPrice, trail }: StopAction,
  mark: Decimal,
): ArmedStop {
  const before = stopsOf(context, content.account).find(
    (stop) => stop.symbol === symbol && stop.positionSide === positionSide,
  );
  const last = approvals.at(-1);
  return {
    id: before?.id ?? context.ports.digest.sha256(`stop/${content.id}`).slice(0, 20),
    account: content.account,
    symbol,
    positionSide,
    stopPrice,
    ...(trail === undefined ? {} : { trail }),
    bestPrice: mark.toFixed(),
    armedBy: last?.by ?? content.proposedBy,
    armedOn: { platform: last?.platform ?? 'terminal', platformId: last?.platformId ?? content.proposedBy },
    armedAt: context.ports.clock.now(),
    proposalId: content.id,
    attempt: before?.attempt ?? 0,
    ...(before?.sent === undefined ? {} : { sent: before.sent }),
  };
}

const wrongSide = (
  { symbol }: StopAction,
  { stopPrice, positionSide }: ArmedStop,
  mark: Decimal,
): Refusal => ({
  code: 'STOP_WRONG_SIDE',
  symbol,
  stopPrice,
  mark: mark.toFixed(),
  side: positionSide,
});
