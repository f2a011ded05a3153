// How the simulated venue fails, and what it has not got.
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result } from '../../domain/result.ts';

export const UNREACHABLE: Fault = {
  code: 'UNREACHABLE',
  message: 'the simulated venue did not answer (drawn by paper.failureRate)',
  retryable: true,
  outcome: 'none',
};
export const LOST: Fault = {
  code: 'TIMEOUT',
  message: 'the answer of the simulated venue was lost (drawn by paper.failureRate)',
  retryable: true,
  outcome: 'unknown',
};

export const notFound = (message: string): Result<never, Fault> =>
  failure({ code: 'NOT_FOUND', message, retryable: false, outcome: 'none' });

export const NO_COUNTDOWN: Fault = {
  code: 'UNSUPPORTED',
  message: 'the simulated venue has no countdown: it runs in the same process as the desk',
  retryable: false,
  outcome: 'none',
};
