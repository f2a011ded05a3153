// One-time codes: is this code right for that person, now, and not used before? Counting tries is the desk's work.

export interface Codes {
  enrolled(name: string): boolean;
  /** The time step of an accepted code (to refuse it a second time), or undefined when it is wrong. */
  verify(name: string, code: string, now: number, afterStep: number | undefined): number | undefined;
}
