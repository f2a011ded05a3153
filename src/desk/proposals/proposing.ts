// Automatic proposals: what a confirmed breach calls for becomes a card, once, unless one waits already or the symbol cools down.
import type { Alert } from '../../domain/alert.ts';
import { alertKey } from '../../domain/alert-life.ts';
import { type Level, levelRank } from '../../domain/level.ts';
import { positionKey } from '../../domain/position.ts';
import { isDecided, type Proposal, type ProposalAction, type ProposalReason } from '../../domain/proposal.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import type { Assessment } from '../../risk/assessment/assessment.ts';
import { openAlert } from '../alerts/alerting.ts';
import { isGone, isLarge } from '../assessment/watch-account.ts';
import { buildProposal } from '../cards/build-proposal.ts';
import { proposalChanges, rootReason } from '../cards/draft-proposal.ts';
import { type Wish, wishesOf } from '../cards/wishes.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import { commit } from '../state/commit.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';
import { standstill } from '../state/desk-state.ts';

/** Proposes what the breaches of a trusted check call for. Reads order books, so it stands outside the writer queue. */
export async function proposeFor(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  assessment: Assessment,
): Promise<void> {
  if (cannotAct(context, account.name)) return;
  const { memory, settings, ports } = context;
  const wishes = wishesOf({
    snapshot,
    assessment,
    confirmed: watchOf(context, memoryOf(context, account.name)).confirmedLevels,
    thresholds: memory.thresholds,
    responses: settings.responses,
    canAddMargin: account.exchange.capabilities.addMargin,
  });
  if (wishes.length === 0) return;
  const since = ports.clock.now() - settings.responses.coolDownMs;
  const alerts = wishes.map((wish) => alertOf(context, account.name, wish));
  const recent = await ports.ledger.proposalsSince(
    Math.min(since, ...alerts.map((alert) => alert?.openedAt ?? since)),
  );
  if (!recent.ok) return;
  const cards: Cards = {
    covered: coverOf(context, account.name, recent.value),
    ofAlert: Map.groupBy(recent.value, alertIdOf),
  };
  for (const [index, wish] of wishes.entries()) {
    const alert = alerts[index];
    if (alert === undefined) continue;
    const drafted = await proposeWish(context, account, snapshot, wish, alert, cards);
    if (!drafted || !isLarge(snapshot)) continue;
    await ports.clock.breathe();
    if (isGone(context, account)) return;
  }
}

/** What is there already, looked up once for all wishes of a pass. */
interface Cards {
  /** By position, or its margin: the rank of the highest level for which an automatic card stands or was just decided. */
  readonly covered: Map<string, number>;
  /** Recent cards by the alert that called for them, the newest first. */
  readonly ofAlert: ReadonlyMap<string | undefined, readonly Proposal[]>;
}

function alertIdOf(proposal: Proposal): string | undefined {
  const reason = rootReason(proposal.content.reason);
  return reason.kind === 'breach' ? reason.alertId : undefined;
}

const cannotAct = (context: DeskContext, account: string): boolean =>
  context.memory.storeFault !== undefined || standstill(context, account).length > 0;

const alertOf = (context: DeskContext, account: string, { breach }: Wish): Alert | undefined =>
  openAlert(context, alertKey(account, breach.metric, breach.subject));

/** Answers whether there was anything to draft. */
async function proposeWish(
  context: DeskContext,
  account: DeskAccount,
  snapshot: AccountSnapshot,
  wish: Wish,
  alert: Alert,
  cards: Cards,
): Promise<boolean> {
  const now = context.ports.clock.now();
  const trimmed = withoutCovered(wish, cards.covered);
  if (trimmed === undefined) return false;
  const earlier = cards.ofAlert.get(alert.id) ?? [];
  const last = earlier.find((proposal) => proposal.content.action.kind === trimmed.action.kind);
  const escalation = escalationOf(last);
  const built = await buildProposal(context, account, snapshot, {
    source: `alert:${alert.id}:${trimmed.action.kind}:${earlier.length}`,
    action: trimmed.action,
    reason: reasonOf(trimmed, alert, now),
    proposedBy: 'desk',
    ...(trimmed.subject === undefined ? {} : { subject: trimmed.subject }),
    escalationStep: escalation.step,
  });
  if (!built.ok) {
    context.ports.log.warn({ refusals: built.error, alert: alert.key }, 'nothing could be proposed');
    return true;
  }
  await context.writer.run(async () => {
    if (cannotAct(context, account.name)) return;
    if (context.memory.proposals.has(built.value.content.id)) return;
    const superseded = waiting(context, account.name).filter(
      (old) =>
        old.state.kind === 'proposed' &&
        isAutomatic(old) &&
        overlaps(old.content.action, built.value.content.action) &&
        levelRank(levelOfProposal(old)) < levelRank(trimmed.level),
    );
    const changes = proposalChanges(context, built.value, superseded, escalation.contact);
    const done = await commit(context, [...changes, ...linkAlert(context, alert.key, built.value)]);
    if (!done.ok) return;
    cover(cards.covered, built.value);
    context.crashPoint('proposal-committed');
  });
  return true;
}

function reasonOf({ breach, level }: Wish, alert: Alert, now: number): ProposalReason {
  const trend =
    alert.trend === 'worsening' ? { trendFrom: alert.trendFrom, trendMs: now - alert.trendSince } : {};
  return {
    kind: 'breach',
    metric: breach.metric,
    ...(breach.subject === undefined ? {} : { subject: breach.subject }),
    level,
    value: breach.value,
    limit: breach.limits[level] ?? breach.value,
    ...trend,
    alertId: alert.id,
  };
}

/** A card that ran out unanswered under `escalate` goes on with the next contact. */
function escalationOf(last: Proposal | undefined): { readonly step: number; readonly contact?: string } {
  if (last?.state.kind !== 'expired') return { step: 0 };
  const { escalatedTo } = last.state;
  return escalatedTo === undefined
    ? { step: last.escalationStep }
    : { step: last.escalationStep + 1, contact: escalatedTo };
}

function linkAlert(context: DeskContext, key: string, proposal: Proposal): LedgerChange[] {
  const alert = openAlert(context, key);
  if (alert === undefined) return [];
  return [{ kind: 'alert', row: { ...alert, proposalId: proposal.content.id, version: alert.version + 1 } }];
}

const waiting = ({ memory }: DeskContext, account: string): Proposal[] =>
  [...memory.proposals.values()].filter(
    (proposal) => proposal.content.account === account && !isDecided(proposal.state),
  );

const isAutomatic = (proposal: Proposal): boolean => rootReason(proposal.content.reason).kind === 'breach';

function levelOfProposal(proposal: Proposal): Level {
  const reason = rootReason(proposal.content.reason);
  return reason.kind === 'breach' && (reason.level === 'emergency' || reason.level === 'critical')
    ? reason.level
    : 'safe';
}

/** The positions that an action works on, apart for cuts, margin and the rest: these do not stand in each other's way. */
function touched(action: ProposalAction | Wish['action']): ReadonlySet<string> {
  if ('symbol' in action) {
    const side = 'positionSide' in action ? action.positionSide : action.side;
    return new Set([`${action.kind}/${positionKey(action.symbol, side)}`]);
  }
  const pieces = 'legs' in action ? action.legs.map((leg) => [leg.symbol, leg.positionSide] as const) : [];
  const cuts = 'cuts' in action ? action.cuts.map((cut) => [cut.symbol, cut.side] as const) : [];
  return new Set([...pieces, ...cuts].map(([symbol, side]) => positionKey(symbol, side)));
}

function overlaps(a: ProposalAction, b: ProposalAction): boolean {
  const those = touched(b);
  return [...touched(a)].some((key) => those.has(key));
}

/**
 * The positions for which an automatic card waits, or that were acted on, rejected or let go within the cool-down, each
 * with the rank of the highest level of those cards.
 */
function coverOf(context: DeskContext, account: string, recent: readonly Proposal[]): Map<string, number> {
  const now = context.ports.clock.now();
  const covered = new Map<string, number>();
  const ours = recent.filter((each) => each.content.account === account);
  for (const proposal of [...waiting(context, account), ...ours]) {
    if (!isAutomatic(proposal)) continue;
    if (isDecided(proposal.state) && !cools(context, proposal, now)) continue;
    cover(covered, proposal);
  }
  return covered;
}

function cover(covered: Map<string, number>, proposal: Proposal): void {
  const rank = levelRank(levelOfProposal(proposal));
  for (const key of touched(proposal.content.action)) {
    covered.set(key, Math.max(rank, covered.get(key) ?? rank));
  }
}

/** The wish without the positions that are covered at its level or above. Undefined when nothing is left of it. */
function withoutCovered(wish: Wish, covered: ReadonlyMap<string, number>): Wish | undefined {
  const rank = levelRank(wish.level);
  const free = new Set([...touched(wish.action)].filter((key) => !((covered.get(key) ?? -1) >= rank)));
  if (free.size === 0) return undefined;
  if (wish.action.kind === 'add-margin') return wish;
  const cuts = wish.action.cuts.filter((cut) => free.has(positionKey(cut.symbol, cut.side)));
  return { ...wish, action: { kind: 'reduce', cuts } };
}

function cools(context: DeskContext, { state, content }: Proposal, now: number): boolean {
  const { coolDownMs } = context.settings.responses;
  switch (state.kind) {
    case 'executed':
    case 'partial':
    case 'rejected':
      return now - state.at < coolDownMs;
    case 'expired':
      return content.policy.unanswered === 'hold' && now - state.at < coolDownMs;
    default:
      return false;
  }
}
