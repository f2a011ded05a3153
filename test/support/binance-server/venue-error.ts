// What the venue says when it says no: the documented codes of Binance USDⓈ-M futures with their words.
import type { WireAnswer } from '../loopback/scripted-faults.ts';

/** The documented message of every code the server can answer with. `%s` is replaced by what is given. */
const WORDS = {
  '-1000': 'An unknown error occured while processing the request.',
  '-1001': 'Internal error; unable to process your request. Please try again.',
  '-1003':
    'Too many requests; current limit is %s requests per minute. Please use the websocket for live updates to avoid polling the API.',
  '-1006': 'An unexpected response was received from the message bus. Execution status unknown.',
  '-1007': 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  '-1008':
    'Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.',
  '-1015': 'Too many new orders; current limit is %s orders per %s.',
  '-1016': 'This service is no longer available.',
  '-1020': 'This operation is not supported.',
  '-1021': 'Timestamp for this request is outside of the recvWindow.',
  '-1022': 'Signature for this request is not valid.',
  '-1023': 'Start time is greater than end time.',
  '-1100': "Illegal characters found in parameter '%s'; legal range is '%s'.",
  '-1102': "Mandatory parameter '%s' was not sent, was empty/null, or malformed.",
  '-1106': "Parameter '%s' sent when not required.",
  '-1111': 'Precision is over the maximum defined for this asset.',
  '-1115': 'Invalid timeInForce.',
  '-1116': 'Invalid orderType.',
  '-1117': 'Invalid side.',
  '-1120': 'Invalid interval.',
  '-1121': 'Invalid symbol.',
  '-1122': 'Invalid symbol status.',
  '-1125': 'This listenKey does not exist.',
  '-1130': "Data sent for parameter '%s' is not valid.",
  '-2011': 'Unknown order sent.',
  '-2013': 'Order does not exist.',
  '-2014': 'API-key format invalid.',
  '-2015': 'Invalid API-key, IP, or permissions for action.',
  '-2019': 'Margin is insufficient.',
  '-2021': 'Order would immediately trigger.',
  '-2022': 'ReduceOnly Order is rejected.',
  '-2025': 'Reach max open order limit.',
  '-2027': 'Exceeded the maximum allowable position at current leverage.',
  '-2028': 'Leverage is smaller than permitted: insufficient margin balance.',
  '-4002': 'Price greater than max price.',
  '-4003': 'Quantity less than zero.',
  '-4004': 'Quantity less than min quantity.',
  '-4005': 'Quantity greater than max quantity.',
  '-4013': 'Price less than min price.',
  '-4014': 'Price not increased by tick size.',
  '-4015': 'Client order id length should not be more than 36 chars',
  '-4016': "Limit price can't be higher than %s.",
  '-4021': "'%s' is not valid depth limit.",
  '-4023': 'Qty not increased by step size.',
  '-4024': "Limit price can't be lower than %s.",
  '-4028': 'Leverage %s is not valid',
  '-4045': 'Reach max stop order limit.',
  '-4046': 'No need to change margin type.',
  '-4047': 'Margin type cannot be changed if there exists open orders.',
  '-4048': 'Margin type cannot be changed if there exists position.',
  '-4049': 'Add margin only support for isolated position.',
  '-4050': 'Cross balance insufficient.',
  '-4051': 'Isolated balance insufficient.',
  '-4054': 'Cannot add position margin: position is 0.',
  '-4055': 'Amount must be positive.',
  '-4059': 'No need to change position side.',
  '-4060': 'Invalid position side.',
  '-4061': "Order's position side does not match user's setting.",
  '-4067': 'Position side cannot be changed if there exists open orders.',
  '-4068': 'Position side cannot be changed if there exists position.',
  '-4082': 'Invalid number of batch place orders: %s',
  '-4116': 'ClientOrderId is duplicated.',
  '-4118': 'ReduceOnly Order Failed. Please check your existing position and open orders',
  '-4120': 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
  '-4131': "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  '-4137': 'Quantity must be zero with closePosition equals true',
  '-4140': 'Invalid symbol status for opening position.',
  '-4161': 'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
  '-4164': "Order's notional must be no smaller than %s (unless you choose reduce only).",
  '-4165': 'Maximum time interval is %s days',
  '-5021':
    'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history',
  '-5022':
    'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history',
  '-5025': 'Only limit order is supported.',
  '-5027': 'No need to modify the order.',
} as const;

export type VenueCode = keyof typeof WORDS;

/** The HTTP status of codes that are not plain bad requests. */
const STATUS: Partial<Record<VenueCode, number>> = {
  '-1000': 500,
  '-1001': 500,
  '-1003': 429,
  '-1006': 500,
  '-1007': 408,
  '-1008': 503,
  '-1015': 429,
  '-1016': 503,
  '-2014': 401,
  '-2015': 401,
};

/** Thrown by the venue's own rules and caught where the answer is written. */
export class VenueError extends Error {
  readonly code: number;
  readonly answer: WireAnswer;

  constructor(code: VenueCode, ...values: readonly string[]) {
    const words = sentence(code, values);
    super(`${code} ${words}`);
    this.code = Number(code);
    this.answer = errorAnswer(code, ...values);
  }
}

/** The body and status of a documented error, for the venue's answers and for scripted ones. */
export function errorAnswer(code: VenueCode, ...values: readonly string[]): WireAnswer {
  return { status: STATUS[code] ?? 400, body: { code: Number(code), msg: sentence(code, values) } };
}

function sentence(code: VenueCode, values: readonly string[]): string {
  const left = [...values];
  return WORDS[code].replaceAll('%s', () => left.shift() ?? '');
}
