// The names of every step at which the process may die while money moves. Tests stop the desk at each of them.

/** From the press of Approve to the told outcome. */
export const EXECUTION_STEPS = [
  'execute:01 before approval commit',
  'execute:02 approval committed',
  'execute:03 before claim',
  'execute:04 claimed',
  'execute:05 checked again',
  'execute:06 before leg commit',
  'execute:07 leg committed',
  'execute:08 submitted',
  'execute:09 settled',
  'execute:10 unknown committed',
  'execute:11 before look-up',
  'execute:12 looked up',
  'execute:13 before cancel',
  'execute:14 cancelled',
  'execute:15 before leg is over',
  'execute:16 leg over',
  'execute:17 before finish',
  'execute:18 finished',
] as const;

/** From the pull to the report. */
export const KILL_STEPS = [
  'kill:01 flagged',
  'kill:02 latch committed',
  'kill:03 file written',
  'kill:04 approvals voided',
  'kill:05 orders read',
  'kill:06 before cancel',
  'kill:07 cancelled',
  'kill:08 before waiting out',
  'kill:09 waited out',
  'kill:10 positions read',
  'kill:11 before submit',
  'kill:12 submitted',
  'kill:13 first look',
  'kill:14 verified',
  'kill:15 before stops',
  'kill:16 stops removed',
  'kill:17 before finish',
  'kill:18 finished',
  'kill:19 reported',
] as const;

/** Start-up. */
export const RECOVERY_STEPS = [
  'recover:01 latch known',
  'recover:02 state loaded',
  'recover:03 kill resumed',
  'recover:04 cards refreshed',
  'recover:05 executions resumed',
] as const;

export type KillStep = (typeof KILL_STEPS)[number];
