// Every refusal in one plain English sentence: what was wrong with its numbers, and what to do next.
import type { RefusalCode, RefusalValues } from '../../../domain/refusal.ts';
import type { Format } from '../../figures/format.ts';

const list = (items: readonly string[]): string => items.slice(0, 8).join(', ') || 'none';
const bare = (symbol: string): string => symbol.replace(/USDT$|USDC$/, '');
/** The exchange's own words, without the full stop that ours add. */
const unstopped = (text: string): string => text.replace(/[.\s]+$/, '');

export type RefusalSentences = {
  readonly [Code in RefusalCode]: (values: RefusalValues[Code], format: Format) => string;
};

export const refusals: RefusalSentences = {
  TRADING_HALTED: ({ reason }) => `Trading is halted: ${reason}. /resume or, after a kill, /reset ends it.`,
  TRADING_REDUCING: ({ reason }) =>
    `Only orders that make a position smaller are sent: ${reason}. Cut or close instead.`,
  LATCHED: ({ by, at }, f) =>
    `The kill switch was pulled by ${by} at ${f.time(at)}. Nothing is sent before an admin's /reset.`,
  SAFE_MODE: ({ reason }) =>
    `The desk observes and alerts only: ${reason}. An admin looks at the data folder and decides with /reset.`,
  REDUCE_ONLY_WOULD_INCREASE: ({ symbol, quantity, position }, f) =>
    `${f.quantity(quantity)} ${bare(symbol)} is more than the position of ${f.quantity(position)}. Ask for a smaller cut.`,
  POSITION_GONE: ({ symbol }) => `The ${bare(symbol)} position is not there any more. See /positions.`,
  SIDE_FLIPPED: ({ symbol, was, is }) =>
    `${bare(symbol)} changed side: the card was for ${was}, now it is ${is}. Ask again for a fresh card.`,
  NO_POSITION: ({ symbol, open }) => `No ${bare(symbol)} position. Open: ${list(open.map(bare))}.`,
  NO_LONGER_NEEDED: ({ metric }) => `No longer needed: back to ${metric}. Nothing was sent.`,
  STALE_DATA: ({ ageMs, limitMs }, f) =>
    `Prices are ${f.duration(ageMs)} old, limit ${f.duration(limitMs)}. Try again when /health says the exchange answers.`,
  INCOMPLETE_DATA: ({ why }) => `The book is not fully known: ${why}. Try again in a few seconds.`,
  UNKNOWN_PRICE: ({ symbol }) => `There is no mark price for ${bare(symbol)}. Try again in a few seconds.`,
  PRICE_MOVED: ({ moved, limit }, f) =>
    `price moved ${f.percent(moved)}, limit ${f.share(limit)}. Ask again for a fresh card.`,
  SLIPPAGE_TOO_HIGH: ({ symbol, slippage, limit }, f) =>
    `The ${bare(symbol)} book is thin: slippage ${f.percent(slippage)}, limit ${f.share(limit)}. Halve the cut or wait.`,
  INSTRUMENT_UNKNOWN: ({ symbol, known }) => `The exchange does not list ${symbol}. Known: ${list(known)}.`,
  SYMBOL_AMBIGUOUS: ({ symbol, candidates }) =>
    `${symbol} fits several: ${list(candidates)}. Name one of them in full.`,
  SYMBOL_HALTED: ({ symbol }) =>
    `The exchange does not trade ${bare(symbol)} at the moment. Try again when it does.`,
  ACCOUNT_UNKNOWN: ({ account, known }) => `There is no account @${account}. Known: ${list(known)}.`,
  QUANTITY_TOO_SMALL: ({ symbol, quantity, minimum }, f) =>
    `${f.quantity(quantity)} ${bare(symbol)} is under the exchange's smallest order of ${f.quantity(minimum)}. Cut more, or /close.`,
  QUANTITY_TOO_LARGE: ({ symbol, quantity, maximum }, f) =>
    `${f.quantity(quantity)} ${bare(symbol)} is over the exchange's largest order of ${f.quantity(maximum)}. Ask for less.`,
  NOTIONAL_TOO_SMALL: ({ symbol, notional, minimum }, f) =>
    `The ${bare(symbol)} order is worth ${f.money(notional)}, the exchange takes ${f.money(minimum)} or more. Cut more, or /close.`,
  PERCENT_OUT_OF_RANGE: ({ given }) =>
    `${given} % is more than the position. Give 1 to 100, e.g. /cut btc 50.`,
  LEVERAGE_TOO_HIGH: ({ leverage, maximum }, f) =>
    `Leverage ${f.times(leverage)} is over the cap of ${f.times(maximum)}. Make it smaller.`,
  STOP_IS_ENTRY: ({ stop }, f) =>
    `The stop ${f.price(stop)} is the entry itself. Put it below a long, above a short.`,
  STOP_BEYOND_LIQUIDATION: ({ stop, leverage, liquidation }, f) =>
    `At ${f.times(leverage)} liquidation comes at ${f.price(liquidation)}, before the stop ${f.price(stop)}. Use less leverage or a nearer stop.`,
  EXPOSURE_LIMIT: ({ exposure, limit }, f) =>
    `Total exposure would be ${f.times(exposure)} of equity, limit ${f.times(limit)}. Cut something first.`,
  POSITION_COUNT: ({ count, limit }) =>
    `That would be ${count} open positions, limit ${limit}. Close one first.`,
  DAILY_TRADES: ({ count, limit }) =>
    `${count} trades today, limit ${limit}. The count starts anew at midnight UTC.`,
  DUPLICATE_INTENT: ({ card }) =>
    `The same action waits on card ${card} already. Answer that one: /approve ${card}.`,
  COOLING_DOWN: ({ symbol, untilMs }, f) =>
    `${bare(symbol)} was acted on a moment ago. Ask again after ${f.time(untilMs)}.`,
  RATE_LIMITED: ({ untilMs }, f) =>
    `Too many commands in a short time. Wait until ${f.time(untilMs)}; /killswitch is never limited.`,
  NOT_ALLOWED: ({ role, needed }) => `This needs a ${needed}, you are a ${role}. Ask one of them.`,
  PRIVATE_ONLY: ({ command }) => `/${command} is taken in a private chat only. Write to me directly.`,
  TOO_OLD: ({ ageMs, limitMs }, f) =>
    `The command waited ${f.duration(ageMs)} while the bot was away, limit ${f.duration(limitMs)}. It was not executed; send it again if you still want it.`,
  CODE_NEEDED: ({ purpose }) => `A one-time code is needed, e.g. ${purpose} 123456.`,
  CODE_WRONG: ({ triesLeft }) =>
    `The one-time code is wrong or was used already. ${triesLeft} tries left; wait for the next code.`,
  LOCKED_OUT: ({ untilMs }, f) =>
    `Too many failures. Nothing is taken before ${f.time(untilMs)}; /killswitch still works.`,
  NOT_ENROLLED: ({ name }) =>
    `no one-time code is set up for ${name}. Run "cutman enrol ${name}" on the server.`,
  SECOND_PERSON_NEEDED: ({ name }) => `A second person has to confirm; ${name} did already.`,
  PROPOSAL_UNKNOWN: ({ card }) => `There is no card ${card}. See /status for what waits.`,
  PROPOSAL_DECIDED: ({ card, words, by, at, filled, price }, f) =>
    `${card}: already ${words}${by === undefined ? '' : ` by ${by}`}${at === undefined ? '' : ` ${f.time(at)}`}${
      filled === undefined
        ? ''
        : `, filled ${f.quantity(filled)}${price === undefined ? '' : ` @ ${f.price(price)}`}`
    }.`,
  PROPOSAL_EXPIRED: ({ card, at }, f) =>
    `The time to answer card ${card} ended at ${f.time(at)}. Ask again for a fresh card.`,
  EXECUTE_BY_PASSED: ({ card, at }, f) =>
    `Card ${card} was approved, but its time to execute ended at ${f.time(at)}. Nothing was sent; ask again for a fresh card.`,
  ALREADY_APPROVED: ({ card, by, at }, f) =>
    `${by} approved ${card} already at ${f.time(at)}. Another person has to be the second.`,
  OWN_PROPOSAL: ({ card }) => `You proposed ${card} yourself. Another person has to approve it.`,
  CONTENT_CHANGED: ({ card }) =>
    `Card ${card} is not what you were shown. Look at /details ${card} and decide again.`,
  STOP_WRONG_SIDE: ({ symbol, stopPrice, mark, side }, f) =>
    `${f.price(stopPrice)} is on the wrong side of ${f.price(mark)}: the stop of a ${side} stands ${
      side === 'short' ? 'above' : 'below'
    } the price. E.g. /stop ${bare(symbol).toLowerCase()} 5%.`,
  STOP_TOO_FAR: ({ symbol, stopPrice, liquidation }, f) =>
    `${bare(symbol)} is liquidated at ${f.price(liquidation)}, before a stop at ${f.price(stopPrice)} is reached. Put it nearer.`,
  LEVERAGE_UNCHANGED: ({ symbol, leverage }) => `${bare(symbol)} has leverage ${leverage}x already.`,
  CUT_DOES_NOT_HELP: ({ symbol, addMargin }, f) =>
    `${bare(symbol)} is isolated: a cut does not move its liquidation price${
      addMargin === undefined ? '. Close it or add margin.' : `, adding ${f.money(addMargin)} of margin does.`
    }`,
  NOTHING_TO_DO: ({ what }) => `Nothing to do: ${what}.`,
  NOT_FLAT: ({ positions, orders }) =>
    `${positions} positions and ${orders} orders are still open. /killswitch flatten closes them; /reset CODE --force keeps them.`,
  NOT_LATCHED: () => 'The kill switch is not pulled. Nothing to reset.',
  GATE_CLOSED: ({ missing }) => `Real mode is not open yet: ${list(missing)}. See the list with /mode.`,
  MODE_UNCHANGED: ({ mode }) => `The desk is in ${mode} mode already.`,
  ALERT_UNKNOWN: ({ card }) => `There is no open alert ${card}. See /alerts.`,
  THRESHOLD_ORDER: ({ metric, level, value }) =>
    `${metric} ${level} ${value} does not stand in order with the other levels. See /thresholds.`,
  STORE_UNAVAILABLE: ({ why }) =>
    `State cannot be written: ${why}. Only /killswitch acts until the disk works again.`,
  EXCHANGE_CLOSED: ({ account, since }, f) =>
    `The exchange of ${account} has been closed for maintenance since ${f.time(since)}. It is tried every 30 s; /health shows when it is back.`,
  MAINTENANCE_NEAR: ({ account, from, until }, f) =>
    `The exchange of ${account} is under maintenance from ${f.time(from)}${until === undefined ? '' : ` to ${f.time(until)}`}. Nothing is opened or made larger; cut or close instead.`,
  CLOCK_OFF: ({ offMs, limitMs }, f) =>
    `The clock is ${f.duration(offMs)} off the exchange, limit ${f.duration(limitMs)}. Set the server's time; no order is sent.`,
  EXCHANGE_UNREACHABLE: ({ account, why }) =>
    `The exchange of ${account} does not answer: ${why}. Trying on; see /health.`,
  POSITION_BUSY: ({ symbol, card }) =>
    `An order for ${bare(symbol)}${card === undefined ? '' : ` (${card})`} is still under way. Ask again when it is settled.`,
  NOT_FILLED: ({ symbol, filled, quantity }, f) =>
    `Only ${f.quantity(filled)} of ${f.quantity(quantity)} ${bare(symbol)} was filled in time; the rest was cancelled. Ask again for a fresh card.`,
  EXCHANGE_CANNOT: ({ account, what }) => `The exchange of ${account} does not offer ${what}.`,
  EXCHANGE_REJECTED: ({ account, symbol, venueCode, reason }) =>
    `The exchange of ${account} said no for ${bare(symbol)}: ${
      reason === undefined ? `the order ended ${venueCode}` : `${unstopped(reason)} (${venueCode})`
    }. Nothing more is sent; see /positions.`,
  APPROVALS_CAPPED: ({ count, notional, untilMs }, f) =>
    `You approved ${count} cards of ${f.money(notional)} within an hour, the most there may be. Somebody else can, or you again at ${f.time(untilMs)}; /killswitch is never limited.`,
  NO_REPORT: ({ date, firstDay }) =>
    `There is no report of ${date}. There is one for each day from ${firstDay} to today.`,
  NO_HISTORY: ({ symbol }) => `There are too few past prices of ${bare(symbol)} yet. Ask again later.`,
  SCENARIO_UNKNOWN: ({ scenario, known }) => `There is no scenario ${scenario}. Known: ${list(known)}.`,
  MODEL_REFUSED: ({ model, why }) => `The ${model} model has no answer: ${why}.`,
  RUN_CANCELLED: ({ what }) => `${what} was ended before it had its answer. Ask again if you still want it.`,
  RUN_TOO_LONG: ({ what, limitMs }, f) =>
    `${what} had no answer within ${f.duration(limitMs)} and was ended. Ask for fewer days or paths.`,
  RUN_FAILED: ({ what, why }) => `${what} was lost: ${why}. Ask again; nothing was changed.`,
  RUNS_BUSY: ({ running, limit }) =>
    `${limit} long runs are under way: ${list(running)}. Wait for one, or cancel one.`,
  RUN_UNKNOWN: ({ what }) => `${what} is not under way: it is done or was ended already.`,
};
