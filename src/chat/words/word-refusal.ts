// A refusal as an answer: one sentence with its numbers and what to do next, and the name under which it can be looked up.
import type { Refusal, RefusalCode } from '../../domain/refusal.ts';
import type { Declined } from '../../ports/desk.ts';
import type { Reply } from '../core/reply.ts';
import type { Speech } from '../core/speech.ts';
import type { Format } from '../figures/format.ts';
import { wordFault } from './word-fault.ts';
import { metricFigure } from './word-reading.ts';

/** Slips of typing: said without "Refused" and without a code. */
const PLAIN: readonly RefusalCode[] = ['PERCENT_OUT_OF_RANGE', 'NO_POSITION'];
/** Truths about what happened already: said without "Refused". */
const FACTS: readonly RefusalCode[] = [
  'PROPOSAL_DECIDED',
  'ALREADY_APPROVED',
  'PROPOSAL_UNKNOWN',
  'ALERT_UNKNOWN',
  'ACCOUNT_UNKNOWN',
  'INSTRUMENT_UNKNOWN',
  'SYMBOL_AMBIGUOUS',
  'NOTHING_TO_DO',
  'NOT_LATCHED',
  'MODE_UNCHANGED',
  'TOO_OLD',
  'CODE_NEEDED',
  'NO_LONGER_NEEDED',
  'NO_HISTORY',
  'NO_REPORT',
  'SCENARIO_UNKNOWN',
  'MODEL_REFUSED',
  'RUN_CANCELLED',
  'RUN_TOO_LONG',
  'RUN_FAILED',
  'RUN_UNKNOWN',
];

/** The sentence alone, without code or "Refused". */
export function refusalSentence(refusal: Refusal, { words, format }: Speech): string {
  const told = localised(refusal, { words, format });
  const say = words.refusals[told.code] as (values: Refusal, format: Format) => string;
  return say(told, format);
}

/** The sentence as it is said: `Refused: price moved 2.6 %, limit 2 % (PRICE_MOVED). Ask again for a fresh card.` */
export function wordRefusal(refusal: Refusal, speech: Speech): string {
  const said = refusalSentence(refusal, speech);
  if (PLAIN.includes(refusal.code)) return said;
  const named = /\.(?=\s|$)/.test(said)
    ? said.replace(/\.(?=\s|$)/, ` (${refusal.code}).`)
    : `${said} (${refusal.code})`;
  return FACTS.includes(refusal.code) ? named : `${speech.words.refused}: ${named}`;
}

/** All reasons of a decline as one reply to the person who asked. */
export function declinedReply(declined: Declined, speech: Speech): Reply {
  if (declined.kind === 'fault') return faultReply(declined.fault, speech);
  const [first, ...others] = declined.refusals;
  return {
    tone: 'error',
    title: first === undefined ? speech.words.refused : wordRefusal(first, speech),
    blocks:
      others.length === 0 ? [] : [{ kind: 'list', items: others.map((each) => wordRefusal(each, speech)) }],
    buttons: [],
    audience: 'person',
  };
}

function faultReply(fault: Parameters<typeof wordFault>[0], speech: Speech): Reply {
  const [title = '', ...rest] = wordFault(fault, speech);
  return {
    tone: 'error',
    title,
    blocks: rest.length === 0 ? [] : [{ kind: 'text', text: rest.join('\n') }],
    buttons: [],
    audience: 'person',
  };
}

/** Roles, states and metric values come as the desk's own words; here they become the reader's. */
function localised(refusal: Refusal, { words, format }: Speech): Refusal {
  switch (refusal.code) {
    case 'NOT_ALLOWED':
      return {
        ...refusal,
        role: lookUp(words.role, refusal.role),
        needed: lookUp(words.role, refusal.needed),
      };
    case 'PROPOSAL_DECIDED':
      return { ...refusal, words: lookUp(words.proposal.decided, refusal.words) };
    case 'SIDE_FLIPPED':
      return { ...refusal, was: lookUp(words.side, refusal.was), is: lookUp(words.side, refusal.is) };
    case 'MODE_UNCHANGED':
      return { ...refusal, mode: lookUp(words.mode, refusal.mode) };
    case 'GATE_CLOSED':
      return { ...refusal, missing: refusal.missing.map((each) => lookUp(words.modes.gate, each)) };
    case 'THRESHOLD_ORDER':
      return {
        ...refusal,
        metric: lookUp(words.metric, refusal.metric),
        level: lookUp(words.levelLower, refusal.level),
      };
    case 'NO_LONGER_NEEDED':
      return {
        ...refusal,
        metric: `${lookUp(words.metric, refusal.metric)} ${metricFigure(refusal.metric, refusal.value, format)}`,
      };
    default:
      return { ...refusal, ...reasons(refusal, words) };
  }
}

/** Reasons come as the desk's own sentences. */
function reasons(refusal: Refusal, words: Speech['words']): { reason?: string; why?: string } {
  return {
    ...('reason' in refusal ? { reason: words.said(refusal.reason) } : {}),
    ...('why' in refusal ? { why: words.said(refusal.why) } : {}),
  };
}

function lookUp(table: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(table, key) ? (table[key] ?? key) : key;
}
