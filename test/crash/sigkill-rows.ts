// The deaths that the matrix walks: every numbered step of a cut, of the kill switch and of the start, in the course that passes it.
import { EXECUTION_STEPS, KILL_STEPS, RECOVERY_STEPS } from '../../src/desk/state/crash-points.ts';

/** What happens around the desk while it lives and dies. */
export type Course = 'cut' | 'cut, answer lost' | 'cut, order rests' | 'kill';

export interface Row {
  readonly name: string;
  readonly course: Course;
  /** Where each life ends, in order; one more life follows that ends cleanly. */
  readonly deaths: readonly string[];
  /** The first death comes at the nth passing of its step. */
  readonly occurrence: number;
}

/** Steps that only a lost answer leads to, and those that only an order that rests unfilled leads to. */
const AFTER_LOST_ANSWER: readonly string[] = [
  'execute:10 unknown committed',
  'execute:11 before look-up',
  'execute:12 looked up',
];
const AFTER_RESTING: readonly string[] = ['execute:13 before cancel', 'execute:14 cancelled'];
/** Here the order's row is durable and its bytes have not left: a venue that has it all the same took it at the last moment. */
export const TAKEN_AT = 'execute:07 leg committed';

/** Each life goes on with the card where the one before it died. */
const IN_A_CHAIN: readonly string[] = EXECUTION_STEPS.slice(2, 7);

const row = (course: Course, deaths: readonly string[], occurrence = 1): Row => ({
  name: `${course}: ${deaths.join(', then ')}${occurrence === 1 ? '' : ` (time ${occurrence})`}`,
  course,
  deaths,
  occurrence,
});

const cutRow = (step: string): Row => {
  if (AFTER_LOST_ANSWER.includes(step)) return row('cut, answer lost', [step]);
  if (AFTER_RESTING.includes(step)) return row('cut, order rests', [TAKEN_AT, step]);
  return row('cut', [step]);
};

export const ROWS: readonly Row[] = [
  ...EXECUTION_STEPS.filter((step) => !IN_A_CHAIN.includes(step)).map(cutRow),
  row('cut', IN_A_CHAIN),
  // The work of the kill goes on from its beginning in every life, so that one can die a step later each time.
  ...[...KILL_STEPS.slice(0, 4), ...KILL_STEPS.slice(18)].map((step) => row('kill', [step])),
  ...[4, 9, 14].map((from) => row('kill', KILL_STEPS.slice(from, Math.min(from + 5, 18)))),
  // Three positions are closed at once: dying between them is another matter.
  row('kill', ['kill:12 submitted'], 2),
  // Recovery dies as well, once or at every step of its own.
  row('cut', ['execute:08 submitted', 'recover:05 executions resumed']),
  row('kill', ['kill:11 before submit', ...RECOVERY_STEPS]),
];
