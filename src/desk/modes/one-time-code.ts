// One-time codes at the desk: counted tries, a lock-out that doubles and outlives restarts, and each code good for one ask only.
import type { Ask } from '../../domain/actor.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Declined } from '../../ports/desk.ts';
import type { LedgerChange } from '../../ports/ledger.ts';
import { commit } from '../state/commit.ts';
import type { DeskContext } from '../state/context.ts';

const TRIES = 5;
const FIRST_LOCK_MS = 15 * 60_000;
const LONGEST_DOUBLINGS = 10;

interface CodeRecord {
  /** Time step of the last accepted code; older and equal ones are refused. */
  readonly step?: number;
  readonly failures: number;
  readonly lockOuts: number;
  readonly lockedUntil?: number;
}

const recordName = (name: string): string => `codes:${name}`;

/**
 * Checks the asker's code for a purpose such as `/reset`. Stand in the writer queue: the count is read and written.
 * Without one-time codes in the settings (paper or loopback only) everybody passes. What cannot be counted durably
 * is refused.
 */
export async function verifyCode(
  context: DeskContext,
  ask: Ask,
  code: string | undefined,
  purpose: string,
): Promise<Result<void, Declined>> {
  const { settings, ports } = context;
  if (!settings.oneTimeCodes) return success(undefined);
  const { name } = ask.actor;
  const read = await ports.ledger.value(recordName(name));
  if (!read.ok) return failure({ kind: 'fault', fault: read.error });
  const record = parsed(read.value);
  const now = ports.clock.now();
  // Verified whatever stands against it, so that the time of the answer says nothing about the code.
  const step = ports.codes.verify(name, code ?? '', now, record.step);
  const refuse = (refusal: Extract<Declined, { kind: 'refused' }>['refusals'][number]) =>
    failure<Declined>({ kind: 'refused', refusals: [refusal] });
  if (record.lockedUntil !== undefined && now < record.lockedUntil) {
    return refuse({ code: 'LOCKED_OUT', untilMs: record.lockedUntil });
  }
  if (!ports.codes.enrolled(name)) return refuse({ code: 'NOT_ENROLLED', name });
  if (code === undefined || code === '') return refuse({ code: 'CODE_NEEDED', purpose });
  if (step === undefined) {
    const next = failed(record, now);
    const done = await commit(context, failureChanges(context, ask, purpose, next));
    if (!done.ok) return failure({ kind: 'fault', fault: done.error });
    return next.lockedUntil === undefined
      ? refuse({ code: 'CODE_WRONG', triesLeft: TRIES - next.failures })
      : refuse({ code: 'LOCKED_OUT', untilMs: next.lockedUntil });
  }
  const accepted: CodeRecord = { step, failures: 0, lockOuts: 0 };
  const done = await commit(context, [
    { kind: 'once', name: `code:${name}:${step}` },
    { kind: 'value', name: recordName(name), value: JSON.stringify(accepted) },
  ]);
  if (done.ok) return success(undefined);
  if (done.error.code === 'CONFLICT') {
    return refuse({ code: 'CODE_WRONG', triesLeft: TRIES - record.failures });
  }
  return failure({ kind: 'fault', fault: done.error });
}

function failed(record: CodeRecord, now: number): CodeRecord {
  const step = record.step === undefined ? {} : { step: record.step };
  const failures = record.failures + 1;
  if (failures < TRIES) return { ...step, failures, lockOuts: record.lockOuts };
  const doublings = Math.min(record.lockOuts, LONGEST_DOUBLINGS);
  const lockedUntil = now + FIRST_LOCK_MS * 2 ** doublings;
  return { ...step, failures: 0, lockOuts: record.lockOuts + 1, lockedUntil };
}

function failureChanges(
  context: DeskContext,
  { actor }: Ask,
  purpose: string,
  record: CodeRecord,
): LedgerChange[] {
  const { name, platform, platformId } = actor;
  const lock = record.lockedUntil === undefined ? {} : { lockedUntil: record.lockedUntil };
  return [
    { kind: 'value', name: recordName(name), value: JSON.stringify(record) },
    {
      kind: 'journal',
      entry: {
        type: 'login-failure',
        at: context.ports.clock.now(),
        by: name,
        data: { purpose, platform, platformId, failures: record.failures, ...lock },
      },
    },
  ];
}

function parsed(text: string | undefined): CodeRecord {
  if (text === undefined) return { failures: 0, lockOuts: 0 };
  return JSON.parse(text) as CodeRecord;
}
