// A proposal card in every state: why, what, what it costs, what the book looks like after it, who decides until when.
import { legsOf, type Proposal } from '../../domain/proposal.ts';
import type { Block, Button, Reply, Tone } from '../core/reply.ts';
import type { Words } from '../languages/words.ts';
import { actionLines, subjectOf } from './word-action.ts';
import { effectTable } from './word-effect.ts';
import { stateWords } from './word-proposal-state.ts';
import { metricFigure } from './word-reading.ts';
import { accountLabel, joinParts, sentence, shortName, sizeFigure, type Wording } from './wording.ts';

/** The same content in every room; the buttons stand only while the card can be decided. */
export function wordProposal(proposal: Proposal, wording: Wording, contact?: string): Reply {
  const { words } = wording;
  const waiting = proposal.state.kind === 'proposed';
  const called: Block[] =
    contact === undefined || !waiting ? [] : [{ kind: 'text', text: words.proposal.calledContact(contact) }];
  return {
    tone: toneOf(proposal),
    title: waiting ? waitingTitle(proposal, wording) : decidedTitle(proposal, wording),
    blocks: [
      ...called,
      ...(waiting ? [] : decided(proposal, wording)),
      { kind: 'text', text: actionLines(proposal, wording).join('\n') },
      ...effectTable(proposal, wording),
      ...reasonBlocks(proposal, wording),
      ...(waiting ? [{ kind: 'text', text: needsLines(proposal, wording).join('\n') } as const] : []),
      ...lastLine(proposal, wording),
    ],
    buttons: waiting ? cardButtons(proposal, wording) : [],
    audience: 'room',
    topic: `proposal:${proposal.content.id}`,
  };
}

/** Its name for /approve while it waits, and the account where there are several; a decided card has its name on the first line. */
function lastLine(proposal: Proposal, { view }: Wording): Block[] {
  const code = proposal.state.kind === 'proposed' ? proposal.code : undefined;
  const text = joinParts(code, accountLabel(proposal.content.account, view));
  return text === '' ? [] : [{ kind: 'note', text }];
}

/** Everything about a card for the one who asks: limits, smallest cut, hash. */
export function wordProposalDetails(proposal: Proposal, wording: Wording): Reply {
  const { words, format } = wording;
  const { content } = proposal;
  const card = wordProposal(proposal, wording);
  const { topic: _, ...rest } = card;
  const smallest =
    content.smallest === undefined
      ? []
      : [words.proposal.smallestLine(format.share(content.smallest.percent / 100))];
  return {
    ...rest,
    blocks: [
      ...card.blocks,
      {
        kind: 'list',
        items: [
          ...smallest,
          words.proposal.limits(
            format.share(content.policy.priceTolerance),
            format.share(content.policy.slippageCap),
          ),
          words.proposal.executeBy(format.time(content.executeBy)),
          words.proposal.hash(proposal.contentHash.slice(0, 12)),
        ],
      },
    ],
    audience: 'person',
  };
}

function toneOf(proposal: Proposal): Tone {
  switch (proposal.state.kind) {
    case 'executed':
      return 'good';
    case 'unknown':
    case 'needs-person':
    case 'partial':
      return 'critical';
    case 'proposed': {
      const reason = firstReason(proposal);
      if (reason.kind === 'outage') return 'emergency';
      if (reason.kind !== 'breach') return 'plain';
      return reason.level === 'emergency'
        ? 'emergency'
        : reason.level === 'critical'
          ? 'critical'
          : 'warning';
    }
    default:
      return 'plain';
  }
}

function firstReason(proposal: Proposal) {
  let reason = proposal.content.reason;
  while (reason.kind === 'adjusted') reason = reason.original;
  return reason;
}

function waitingTitle(proposal: Proposal, wording: Wording): string {
  const { words, format, view } = wording;
  const reason = firstReason(proposal);
  if (reason.kind === 'stop') {
    return joinParts(
      subjectOf(proposal, wording),
      words.proposal.byStop(format.price(reason.stopPrice), reason.by),
    );
  }
  if (reason.kind === 'outage') {
    return joinParts(subjectOf(proposal, wording), words.venue.silentSince(format.time(reason.since)));
  }
  if (reason.kind === 'maintenance') {
    const until = format.clock(reason.until);
    return joinParts(subjectOf(proposal, wording), words.venue.closing(format.clock(reason.from), until));
  }
  if (reason.kind !== 'breach') {
    return joinParts(subjectOf(proposal, wording), words.proposal.asked(reason.by));
  }
  const level = words.level[reason.level as keyof typeof words.level] ?? reason.level;
  const value = metricFigure(reason.metric, reason.value, format);
  const what =
    reason.metric === 'liquidation-distance' && reason.subject !== undefined
      ? words.alert.toLiquidation(shortName(reason.subject, view), value)
      : `${words.metric[reason.metric]} ${value}`;
  return joinParts(level, what);
}

function decidedTitle(proposal: Proposal, wording: Wording): string {
  return joinParts(subjectOf(proposal, wording), stateWords(proposal, wording), proposal.code);
}

/** What came of it stands before what the card said, and apart from it. */
function decided(proposal: Proposal, wording: Wording): Block[] {
  const blocks = decidedBlocks(proposal, wording);
  return blocks.length === 0 ? [] : [...blocks, { kind: 'text', text: wording.words.proposal.cardSaid }];
}

/** Who approved, what was filled, what it did: two facts on two lines. */
function decidedBlocks(proposal: Proposal, wording: Wording): Block[] {
  const { words, format, view } = wording;
  const { approvals, outcome, content } = proposal;
  const facts: [string, string][] = approvals.map((each) => [
    words.proposal.facts.approved,
    `${each.by} ${format.time(each.at)}, ${words.platform[each.platform]}`,
  ]);
  const lines: string[] = [];
  const leg = legsOf(content.action)[0];
  if (outcome !== undefined) {
    const at = 'at' in proposal.state ? proposal.state.at : content.executeBy;
    if (outcome.averagePrice !== undefined) {
      facts.push([
        words.proposal.facts.executed,
        words.proposal.filledAt(
          leg === undefined
            ? format.quantity(outcome.filled)
            : sizeFigure(leg.symbol, outcome.filled, wording),
          format.price(outcome.averagePrice),
          format.time(at),
        ),
      ]);
    }
    const effect = outcome.effect;
    // A stop changes nothing until it is reached.
    if (effect !== undefined && content.action.kind !== 'place-stop') {
      const isKnown = effect.marginRatio.after !== null;
      const nothing = isKnown ? words.trust.reasons['cannot-be-liquidated'] : '?';
      const move = (now: number | null, after: number | null): string =>
        `${now === null ? '?' : format.percent(now).replace(/ %$/, '')} → ${after === null ? nothing : format.percent(after)}`;
      lines.push(
        words.proposal.effect(
          move(effect.liquidationDistance.now, effect.liquidationDistance.after),
          move(effect.marginRatio.now, effect.marginRatio.after),
        ),
      );
    }
    const left =
      leg === undefined || outcome.positionAfter === undefined
        ? ''
        : words.proposal.positionNow(
            shortName(leg.symbol, view),
            words.side[leg.positionSide],
            sizeFigure(leg.symbol, outcome.positionAfter, wording),
          );
    if (leg !== undefined)
      lines.push(
        words.proposal
          .costAndLeft(`${format.cash(outcome.cost)} ${outcome.currency}`, left)
          .replace(/ · $/, ''),
      );
  }
  return [
    ...(facts.length === 0 ? [] : [{ kind: 'facts', facts } as const]),
    ...(lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') } as const]),
  ];
}

function reasonBlocks(proposal: Proposal, { words, format }: Wording): Block[] {
  const own = proposal.content.reason;
  const reason = firstReason(proposal);
  const lines: string[] = [];
  if (own.kind === 'adjusted') lines.push(sentence(words.proposal.adjusted(own.from, own.by)));
  if (reason.kind === 'breach' && reason.trendFrom !== undefined && reason.trendMs !== undefined) {
    const from = metricFigure(reason.metric, reason.trendFrom, format).replace(/ %$/, '');
    const moved = words.alert.moved(
      from,
      metricFigure(reason.metric, reason.value, format),
      format.duration(reason.trendMs),
    );
    const better =
      reason.metric === 'liquidation-distance'
        ? reason.value > reason.trendFrom
        : reason.value < reason.trendFrom;
    lines.push(better ? words.alert.recovering(moved) : words.alert.worsening(moved));
  }
  return lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') }];
}

function needsLines(proposal: Proposal, { words, format, contacts }: Wording): string[] {
  const { policy, approveBy } = proposal.content;
  const given = proposal.approvals.length;
  const lines = [
    words.proposal.needs(policy.quorum, words.role[policy.role], format.time(approveBy)) +
      (policy.proposerMayApprove ? '' : ` · ${words.proposal.notProposer}`),
  ];
  if (given > 0) {
    const who = proposal.approvals.map((each) => `${each.by} ${format.time(each.at)}`).join(', ');
    lines.push(`${words.proposal.approvedSoFar(given, policy.quorum)}: ${who}`);
  }
  // Only a breach calls people again: what somebody asked for ends with the time to answer it.
  const unanswered =
    policy.unanswered === 'escalate' && firstReason(proposal).kind !== 'breach' ? 'hold' : policy.unanswered;
  switch (unanswered) {
    case 'escalate':
      lines.push(
        escalationLine(contacts?.[proposal.escalationStep], format.duration(policy.escalateEveryMs), words),
      );
      break;
    case 'hold':
      lines.push(words.proposal.holds);
      break;
    case 'execute':
      lines.push(words.proposal.executes(format.time(approveBy)));
      break;
    default:
      unanswered satisfies never;
  }
  return lines;
}

const escalationLine = (next: string | undefined, every: string, words: Words): string =>
  next === undefined ? words.proposal.repeats(every) : words.proposal.escalates(next, every);

function cardButtons(proposal: Proposal, { words, format }: Wording): Button[][] {
  const { code, content } = proposal;
  const reduces = content.action.kind === 'reduce';
  const single = content.policy.quorum === 1;
  const second: Button[] = [
    ...(reduces
      ? [
          {
            label: words.button.halve,
            command: `/adjust ${code} halve`,
            style: 'plain',
            singleUse: true,
          } as const,
        ]
      : []),
    ...(reduces && content.smallest !== undefined
      ? [
          {
            label: `${words.button.smallest} ${format.share(Math.ceil(content.smallest.percent) / 100)}`,
            command: `/adjust ${code} smallest`,
            style: 'plain',
            singleUse: true,
          } as const,
        ]
      : []),
    { label: words.button.details, command: `/details ${code}`, style: 'plain', singleUse: false },
  ];
  return [
    [
      {
        label: words.button.approve,
        command: `/approve ${code} ${proposal.contentHash}`,
        style: 'primary',
        singleUse: single,
      },
      {
        label: content.policy.unanswered === 'execute' ? words.button.stop : words.button.reject,
        command: `/reject ${code}`,
        style: 'danger',
        singleUse: true,
      },
    ],
    second,
  ];
}
