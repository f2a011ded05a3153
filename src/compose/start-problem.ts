// Why a start did not come about, as one plain sentence with what to do, and the exit code that goes with it.

export interface StartProblem {
  /** `input`: a file or an argument that was given is no good. */
  readonly kind: 'already-running' | 'unusable' | 'config' | 'input';
  readonly message: string;
}
