// Every way in which we say no, with its numbers. Help, documentation and tests walk this one list.

/**
 * The values that each refusal carries; times in milliseconds, ratios as numbers, amounts as decimal text. `card` is the
 * four characters of a card or alert (`code` is the refusal's own name).
 */
export interface RefusalValues {
  TRADING_HALTED: { readonly reason: string };
  TRADING_REDUCING: { readonly reason: string };
  LATCHED: { readonly by: string; readonly at: number };
  SAFE_MODE: { readonly reason: string };
  REDUCE_ONLY_WOULD_INCREASE: {
    readonly symbol: string;
    readonly quantity: string;
    readonly position: string;
  };
  POSITION_GONE: { readonly symbol: string };
  SIDE_FLIPPED: { readonly symbol: string; readonly was: string; readonly is: string };
  NO_POSITION: { readonly symbol: string; readonly open: readonly string[] };
  NO_LONGER_NEEDED: { readonly metric: string; readonly value: number };
  STALE_DATA: { readonly ageMs: number; readonly limitMs: number };
  INCOMPLETE_DATA: { readonly why: string };
  UNKNOWN_PRICE: { readonly symbol: string };
  PRICE_MOVED: { readonly symbol: string; readonly moved: number; readonly limit: number };
  SLIPPAGE_TOO_HIGH: { readonly symbol: string; readonly slippage: number; readonly limit: number };
  INSTRUMENT_UNKNOWN: { readonly symbol: string; readonly known: readonly string[] };
  SYMBOL_AMBIGUOUS: { readonly symbol: string; readonly candidates: readonly string[] };
  SYMBOL_HALTED: { readonly symbol: string };
  ACCOUNT_UNKNOWN: { readonly account: string; readonly known: readonly string[] };
  QUANTITY_TOO_SMALL: { readonly symbol: string; readonly quantity: string; readonly minimum: string };
  QUANTITY_TOO_LARGE: { readonly symbol: string; readonly quantity: string; readonly maximum: string };
  NOTIONAL_TOO_SMALL: { readonly symbol: string; readonly notional: string; readonly minimum: string };
  PERCENT_OUT_OF_RANGE: { readonly given: string };
  LEVERAGE_TOO_HIGH: { readonly leverage: number; readonly maximum: number };
  STOP_IS_ENTRY: { readonly stop: string };
  STOP_BEYOND_LIQUIDATION: {
    readonly stop: string;
    readonly leverage: number;
    readonly liquidation: string;
  };
  EXPOSURE_LIMIT: { readonly exposure: number; readonly limit: number };
  POSITION_COUNT: { readonly count: number; readonly limit: number };
  DAILY_TRADES: { readonly count: number; readonly limit: number };
  DUPLICATE_INTENT: { readonly card: string };
  COOLING_DOWN: { readonly symbol: string; readonly untilMs: number };
  RATE_LIMITED: { readonly untilMs: number };
  NOT_ALLOWED: { readonly role: string; readonly needed: string };
  PRIVATE_ONLY: { readonly command: string };
  TOO_OLD: { readonly ageMs: number; readonly limitMs: number };
  CODE_NEEDED: { readonly purpose: string };
  CODE_WRONG: { readonly triesLeft: number };
  LOCKED_OUT: { readonly untilMs: number };
  NOT_ENROLLED: { readonly name: string };
  SECOND_PERSON_NEEDED: { readonly name: string };
  PROPOSAL_UNKNOWN: { readonly card: string };
  PROPOSAL_DECIDED: {
    readonly card: string;
    readonly words: string;
    readonly by?: string;
    readonly at?: number;
    readonly filled?: string;
    readonly price?: string;
  };
  PROPOSAL_EXPIRED: { readonly card: string; readonly at: number };
  EXECUTE_BY_PASSED: { readonly card: string; readonly at: number };
  ALREADY_APPROVED: { readonly card: string; readonly by: string; readonly at: number };
  OWN_PROPOSAL: { readonly card: string };
  CONTENT_CHANGED: { readonly card: string };
  STOP_WRONG_SIDE: {
    readonly symbol: string;
    readonly stopPrice: string;
    readonly mark: string;
    readonly side: string;
  };
  STOP_TOO_FAR: {
    readonly symbol: string;
    readonly stopPrice: string;
    readonly liquidation: string;
  };
  LEVERAGE_UNCHANGED: { readonly symbol: string; readonly leverage: number };
  CUT_DOES_NOT_HELP: { readonly symbol: string; readonly addMargin?: string };
  NOTHING_TO_DO: { readonly what: string };
  NOT_FLAT: { readonly positions: number; readonly orders: number };
  NOT_LATCHED: { readonly at: number };
  GATE_CLOSED: { readonly missing: readonly string[] };
  MODE_UNCHANGED: { readonly mode: string };
  ALERT_UNKNOWN: { readonly card: string };
  THRESHOLD_ORDER: { readonly metric: string; readonly level: string; readonly value: number };
  STORE_UNAVAILABLE: { readonly why: string };
  EXCHANGE_CLOSED: { readonly account: string; readonly since: number };
  /** Without `until` nobody announced it, and its end is not known. */
  MAINTENANCE_NEAR: { readonly account: string; readonly from: number; readonly until?: number };
  CLOCK_OFF: { readonly offMs: number; readonly limitMs: number };
  EXCHANGE_UNREACHABLE: { readonly account: string; readonly why: string };
  /** `card`: of the order that is under way. */
  POSITION_BUSY: { readonly symbol: string; readonly card?: string };
  /** Base units, as decimal text. */
  NOT_FILLED: { readonly symbol: string; readonly filled: string; readonly quantity: string };
  EXCHANGE_CANNOT: { readonly account: string; readonly what: string };
  /** `reason` in the exchange's own words; absent where it only let the order end unfilled. */
  EXCHANGE_REJECTED: {
    readonly account: string;
    readonly symbol: string;
    readonly venueCode: string;
    readonly reason?: string;
  };
  NO_HISTORY: { readonly symbol: string };
  APPROVALS_CAPPED: { readonly count: number; readonly notional: string; readonly untilMs: number };
  NO_REPORT: { readonly date: string; readonly firstDay: string };
  SCENARIO_UNKNOWN: { readonly scenario: string; readonly known: readonly string[] };
  MODEL_REFUSED: { readonly model: string; readonly why: string };
  RUN_CANCELLED: { readonly what: string };
  RUN_TOO_LONG: { readonly what: string; readonly limitMs: number };
  RUN_FAILED: { readonly what: string; readonly why: string };
  RUNS_BUSY: { readonly running: readonly string[]; readonly limit: number };
  RUN_UNKNOWN: { readonly what: string };
}

export type RefusalCode = keyof RefusalValues;
export type Refusal = { [Code in RefusalCode]: { readonly code: Code } & RefusalValues[Code] }[RefusalCode];

/** What each code means, in one English sentence for documentation; the words in chat come from the language catalogue. */
export const REFUSAL_MEANING: Readonly<Record<RefusalCode, string>> = {
  TRADING_HALTED: 'Nothing is sent while trading is halted.',
  TRADING_REDUCING: 'Only orders that make a position smaller are sent.',
  LATCHED: 'The kill switch is pulled; nothing but its own orders is sent until it is reset.',
  SAFE_MODE: 'The desk observes and alerts only, because its own state could not be trusted at start.',
  REDUCE_ONLY_WOULD_INCREASE: 'The order would leave a larger position, or one on the other side.',
  POSITION_GONE: 'The position is not there any more.',
  SIDE_FLIPPED: 'The position changed side since the card was shown.',
  NO_POSITION: 'There is no open position in that symbol.',
  NO_LONGER_NEEDED: 'The breach that called for the action is over.',
  STALE_DATA: 'The prices behind the decision are too old.',
  INCOMPLETE_DATA: 'A read from the exchange failed, so the book is not fully known.',
  UNKNOWN_PRICE: 'There is no mark price for the symbol.',
  PRICE_MOVED: 'The mark price left the price on the card by more than the limit.',
  SLIPPAGE_TOO_HIGH: 'The book is too thin: the estimated slippage is over the cap.',
  INSTRUMENT_UNKNOWN: 'The exchange does not list that symbol.',
  SYMBOL_AMBIGUOUS: 'The name fits several symbols.',
  SYMBOL_HALTED: 'The exchange does not trade the symbol at the moment.',
  ACCOUNT_UNKNOWN: 'There is no account of that name.',
  QUANTITY_TOO_SMALL: 'The quantity is under the smallest the exchange takes.',
  QUANTITY_TOO_LARGE: 'The quantity is over the largest the exchange takes in one order.',
  NOTIONAL_TOO_SMALL: 'The order is worth less than the exchange takes.',
  PERCENT_OUT_OF_RANGE: 'A percentage is above 0 and at most 100.',
  LEVERAGE_TOO_HIGH: 'The leverage is over the cap.',
  STOP_IS_ENTRY: 'A stop stands below the entry of a long and above that of a short.',
  STOP_BEYOND_LIQUIDATION: 'At that leverage the position is liquidated before its stop is reached.',
  EXPOSURE_LIMIT: 'The total exposure would be over its limit.',
  POSITION_COUNT: 'There would be more open positions than allowed.',
  DAILY_TRADES: 'The number of trades allowed for a day is used up.',
  DUPLICATE_INTENT: 'The same action waits on another card already.',
  COOLING_DOWN: 'The symbol was acted on a moment ago.',
  RATE_LIMITED: 'Too many commands in a short time.',
  NOT_ALLOWED: 'The person has not the role that this needs.',
  PRIVATE_ONLY: 'The command is taken in a private chat only.',
  TOO_OLD: 'The command waited too long while the bot was away.',
  CODE_NEEDED: 'A one-time code is needed.',
  CODE_WRONG: 'The one-time code is wrong or was used already.',
  LOCKED_OUT: 'Too many wrong codes; no code is taken for a while.',
  NOT_ENROLLED: 'The person has no one-time code set up.',
  SECOND_PERSON_NEEDED: 'A second person has to confirm.',
  PROPOSAL_UNKNOWN: 'There is no card with that code.',
  PROPOSAL_DECIDED: 'The card was decided already.',
  PROPOSAL_EXPIRED: 'The time to answer the card is over.',
  EXECUTE_BY_PASSED: 'The time to execute the approval is over; it needs a new card.',
  ALREADY_APPROVED: 'The same person approved it already.',
  OWN_PROPOSAL: 'With the two-person rule the proposer cannot approve.',
  CONTENT_CHANGED: 'The approval was given to other content than what is stored.',
  STOP_WRONG_SIDE:
    'A stop below the price protects a long, one above it a short; on the other side it would trigger at once.',
  STOP_TOO_FAR: 'The position would be liquidated before the stop is reached.',
  LEVERAGE_UNCHANGED: 'The symbol has that leverage already.',
  CUT_DOES_NOT_HELP: 'A cut of an isolated position does not move its liquidation price; added margin does.',
  NOTHING_TO_DO: 'There is nothing to do.',
  NOT_FLAT: 'Orders or positions are still open.',
  NOT_LATCHED: 'The kill switch is not pulled.',
  GATE_CLOSED: 'Real mode needs every line of its checklist.',
  MODE_UNCHANGED: 'The desk is in that mode already.',
  ALERT_UNKNOWN: 'There is no open alert with that code.',
  THRESHOLD_ORDER: 'The levels of a threshold must stand in order.',
  STORE_UNAVAILABLE: 'The state cannot be written, so nothing but the kill switch acts.',
  EXCHANGE_CLOSED: 'The exchange is closed for maintenance and serves nothing; an approval waits for it.',
  MAINTENANCE_NEAR: 'The exchange closes soon or is being worked on, so nothing is opened or made larger.',
  CLOCK_OFF: 'The clock differs too much from the exchange.',
  EXCHANGE_UNREACHABLE: 'The exchange does not answer.',
  POSITION_BUSY: 'Another order for the same position is under way and was not settled in time.',
  NOT_FILLED: 'The order was not filled in time; what was left of it was cancelled.',
  EXCHANGE_CANNOT: 'The exchange does not offer that.',
  EXCHANGE_REJECTED: 'The exchange said no to an order or a change, and will not be asked again.',
  APPROVALS_CAPPED: 'One person has approved as much as the settings allow within an hour.',
  NO_REPORT: 'There is a report for each day on which the desk ran, and for no other.',
  NO_HISTORY: 'There are too few past prices of the symbol for the model.',
  SCENARIO_UNKNOWN: 'There is no stress scenario of that name.',
  MODEL_REFUSED: 'The model has no answer for these figures and says why.',
  RUN_CANCELLED: 'A long run was ended before it had its answer.',
  RUN_TOO_LONG: 'A long run had no answer within its time and was ended.',
  RUN_FAILED: 'A long run was lost, such as by a worker that ran out of memory.',
  RUNS_BUSY: 'As many long runs as are allowed at once are under way.',
  RUN_UNKNOWN: 'There is no such long run under way.',
};
