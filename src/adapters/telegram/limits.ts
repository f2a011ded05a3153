// Every number Telegram sets or this adapter chooses, in one place. Texts are counted in UTF-16 units.

export const TELEGRAM_LIMITS = {
  textUnits: 4096,
  captionUnits: 1024,
  /** Messages that one reply may become; what is longer ends in an ellipsis. */
  parts: 10,
  callbackDataBytes: 64,
  buttonsInRow: 8,
  buttons: 100,
  buttonLabelUnits: 64,
  toastUnits: 200,
  commands: 100,
  commandDescriptionUnits: 256,
  photoBytes: 10 * 1024 * 1024,
  /** The longest answer that is read; a full batch of updates stays far below it. */
  responseBytes: 32 * 1024 * 1024,
  /** Longer than a poll is held open, shorter than Telegram keeps an idle connection. */
  idleSocketMs: 30_000,
  webhookBytes: 1024 * 1024,
  webhookRequestMs: 10_000,
  /** How often it is asked whether Telegram still pushes here. */
  webhookCheckMs: 30_000,

  /** How long Telegram holds a poll open when nothing arrives. */
  pollSeconds: 20,
  /** How long a poll may take in all: a connection that died silently is noticed after this. */
  pollTimeoutSeconds: 25,
  sendTimeoutSeconds: 10,
  photoTimeoutSeconds: 30,
  /** Between two edits that show progress; a group takes twenty messages a minute in all. */
  progressMs: 1_000,
  groupProgressMs: 4_000,
  /** How long stop() waits for sends on their way. */
  stopMs: 2_000,
  /** A pressed button loses its waiting mark after this, answered or not. */
  pressAnswerMs: 600,
  /** Presses that may wait for their answer at one time; beyond it the mark ends by Telegram's own expiry. */
  waitingPresses: 200,
  /** First and longest pause before Telegram is tried again. */
  retryFirstMs: 500,
  retryMostMs: 5_000,
  conflictRetryMostMs: 15_000,
  /** No other poller for this long: a conflict is over. */
  conflictTrialMs: 3_000,
  /** Pause before updates that could not be stored are fetched again. */
  storeRetryMs: 500,
  /** Long sends that stopped half-way are remembered this long, to go on where they stopped. */
  halfSentMs: 15 * 60_000,
  halfSent: 100,
} as const;

export type TelegramLimits = { readonly [Name in keyof typeof TELEGRAM_LIMITS]: number };
