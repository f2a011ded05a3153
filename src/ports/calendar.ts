// Zone arithmetic as a parameter: what date and hour it is for people somewhere, and when their day began. Clock changes are its business.

export interface LocalTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
}

export interface Calendar {
  /** `zone` is an IANA name such as `Asia/Seoul`; `at` in milliseconds since the epoch. */
  localDate(at: number, zone: string): LocalTime;
  /** The first moment of the local date, in milliseconds since the epoch (not always midnight where clocks change). */
  startOfLocalDay(date: string, zone: string): number;
}
