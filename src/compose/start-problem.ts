// Why a start did not come about, as one plain sentence with what to do, and the exit code that goes with it.

export interface StartProblem {
  readonly kind: 'already-running' | 'unusable' | 'config';
  readonly message: string;
}
