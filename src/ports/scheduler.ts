// Recurring work by wall clock, in UTC; what is due for whom is decided by the work itself.

export interface Scheduler {
  /** Runs `work` every minute of UTC time. Answers a function that stops it. */
  everyMinute(name: string, work: () => Promise<void>): () => void;
}
