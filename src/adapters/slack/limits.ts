// Every number Slack sets or this adapter chooses, in one place. Texts are counted in UTF-16 units, escapes included.

export const SLACK_LIMITS = {
  headerUnits: 150,
  sectionUnits: 3_000,
  fieldUnits: 2_000,
  fieldsInSection: 10,
  contextUnits: 2_000,
  blocks: 50,
  homeBlocks: 100,
  /** What the blocks of one message may say in all: Slack refuses somewhat more. */
  messageUnits: 12_000,
  /** The text beside the blocks, or instead of them. Slack takes 40,000. */
  textUnits: 30_000,
  notificationUnits: 300,
  /** Messages that one reply may become; what is longer ends in an ellipsis. */
  parts: 10,
  buttonsInRow: 5,
  buttons: 100,
  buttonLabelUnits: 75,
  buttonIdUnits: 255,
  toastUnits: 1_000,
  altUnits: 1_000,
  pictureBytes: 20 * 1024 * 1024,
  commands: 50,
  commandDescriptionUnits: 140,
  requestBytes: 1024 * 1024,
  responseBytes: 8 * 1024 * 1024,

  /** How long one call may take. */
  sendTimeoutMs: 10_000,
  uploadTimeoutMs: 30_000,
  requestTimeoutMs: 10_000,
  /** A press or a command is confirmed after this, stored or not: Slack gives three seconds. */
  ackMs: 2_000,
  /** An event that is not stored by then is left to come again. */
  eventAckMs: 2_700,
  /** Commands and presses do not come again: storing them is tried this long. */
  storeTryMs: 1_500,
  storeRetryMs: 300,
  /** A signed request may be ahead of this machine's clock by so much. */
  futureMs: 60_000,
  /** First pause before the next socket; it grows while sockets do not come to life. */
  reconnectMs: 100,
  /** A connection without a pong for this long is cut. */
  pongMs: 5_000,
  /** Slack pings more often than this. */
  serverPingMs: 30_000,
  /** A socket must say hello within this, or it is given up. */
  helloMs: 15_000,
  /** How long a socket may take to say goodbye. */
  goodbyeMs: 500,
  /** Between two edits that show progress: Slack takes fifty a minute. */
  progressMs: 1_500,
  /** How long stop() waits for sends on their way. */
  stopMs: 2_000,
  retryFirstMs: 500,
  retryMostMs: 5_000,
  /** Pause before a refused token is tried again. */
  refusedRetryMs: 15_000,
  /** Retry-After of an answer 429 that names none. */
  floodMs: 5_000,
  /** Long sends that stopped half-way are remembered this long, to go on where they stopped. */
  halfSentMs: 15 * 60_000,
  halfSent: 100,
  /** People whose language and private room are remembered. */
  people: 500,
  /** Answer addresses of pressed ephemeral messages: Slack takes them for half an hour. */
  ephemeralMs: 25 * 60_000,
  ephemeral: 200,
} as const;

export type SlackLimits = { readonly [Name in keyof typeof SLACK_LIMITS]: number };
