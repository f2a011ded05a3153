// The state of a card in a few words: what happened to it, when, by whom, and what follows.
import { legsOf, type Proposal } from '../../domain/proposal.ts';
import { metricFigure } from './word-reading.ts';
import { refusalSentence } from './word-refusal.ts';
import type { Wording } from './wording.ts';

export function stateWords(proposal: Proposal, wording: Wording): string {
  const { words, format } = wording;
  const { state, content } = proposal;
  const say = words.proposal.states;
  switch (state.kind) {
    case 'proposed':
      return words.proposal.approvedSoFar(proposal.approvals.length, content.policy.quorum);
    case 'approved':
      return say.approved;
    case 'executing': {
      const legs = Math.max(1, legsOf(content.action).length);
      return say.executing(Math.min(state.leg + 1, legs), legs);
    }
    case 'unknown':
      return say.unknown(format.time(state.holdUntil));
    case 'needs-person':
      return say.needsPerson(words.said(state.why));
    case 'executed':
      return say.done;
    case 'partial':
      return say.partial(words.said(state.why));
    case 'rejected':
      return say.rejected(state.by, format.time(state.at));
    case 'expired':
      return state.escalatedTo === undefined
        ? say.expired(format.time(state.at))
        : `${say.expired(format.time(state.at))}, ${say.escalatedTo(state.escalatedTo)}`;
    case 'obsolete':
      return obsoleteWords(proposal, wording);
    case 'aborted': {
      const first = state.refusals[0];
      const why = first === undefined ? '' : refusalSentence(first, wording).split(/\.(?=\s|$)/)[0];
      return `${say.aborted(why ?? '')}${state.newCode === undefined ? '' : `, ${say.newCard(state.newCode)}`}`;
    }
    default:
      return state satisfies never;
  }
}

function obsoleteWords({ state, content }: Proposal, { words, format }: Wording): string {
  const say = words.proposal.states;
  if (state.kind !== 'obsolete') return '';
  switch (state.why) {
    case 'superseded':
      return state.by === undefined ? say.supersededPlain : say.superseded(state.by);
    case 'position-gone':
      return say.positionGone;
    case 'killed':
      return say.killed;
    case 'not-needed': {
      const reason = content.reason;
      if (reason.kind === 'outage') return say.answersAgain;
      const metric = reason.kind === 'breach' ? reason.metric : 'liquidation-distance';
      return state.value === undefined
        ? say.notNeededPlain
        : say.notNeeded(metricFigure(metric, state.value, format));
    }
    default:
      return state satisfies never;
  }
}
