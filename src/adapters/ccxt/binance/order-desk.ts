// Placing, finding and cancelling orders at Binance USDⓈ-M, in its two books: plain orders and conditional ("algo") ones.
import type { Fault } from '../../../domain/fault.ts';
import type { Order, OrderIntent } from '../../../domain/order.ts';
import { failure, type Result, success } from '../../../domain/result.ts';
import type { SubmitResult } from '../../../ports/exchange.ts';
import type { BinanceAccountState } from './account-state.ts';
import type { BinanceFills } from './fills.ts';
import type { Asked, BinanceLine, Parameters } from './line.ts';
import {
  type AlgoOrder,
  algoIdOf,
  algoOrder,
  algoOrders,
  fromAlgo,
  fromPlain,
  orderParameters,
  plainOrder,
  plainOrders,
} from './orders.ts';
import { done } from './values.ts';

export class BinanceOrderDesk {
  readonly #line: BinanceLine;
  readonly #state: BinanceAccountState;
  readonly #fills: BinanceFills;

  constructor(line: BinanceLine, state: BinanceAccountState, fills: BinanceFills) {
    this.#line = line;
    this.#state = state;
    this.#fills = fills;
  }

  async submit(intent: OrderIntent, urgent: boolean): Promise<SubmitResult> {
    const mode = await this.#state.mode(urgent);
    if (!mode.ok) return { kind: 'fault', fault: { ...mode.error, outcome: 'none' } };
    const parameters = orderParameters(intent, mode.value.isHedge);
    this.#fills.touched(intent.symbol);
    if (intent.type === 'stop-market') {
      const asked = await this.#line.ask('fapiPrivatePostAlgoOrder', parameters, algoOrder, urgent);
      return this.#submitted(asked, (given) => fromAlgo(given));
    }
    const asked = await this.#line.ask('fapiPrivatePostOrder', parameters, plainOrder, urgent);
    return this.#submitted(asked, (given) => {
      this.#fills.saw(given.symbol, given.orderId, given);
      return fromPlain(given);
    });
  }

  #submitted<T>(asked: Asked<T>, read: (given: T) => Order | undefined): SubmitResult {
    if (asked.kind === 'answer') {
      const order = read(asked.value);
      if (order === undefined) return { kind: 'fault', fault: unknownStatus('unknown') };
      return { kind: 'accepted', order, signedAt: asked.signedAt };
    }
    // -4061: the account was switched between one-way and hedge mode since its mode was read.
    if (asked.kind === 'rejected' && asked.rejection.venueCode === '-4061') this.#state.forget();
    return asked.kind === 'rejected'
      ? { kind: 'rejected', rejection: asked.rejection }
      : { kind: 'fault', fault: asked.fault };
  }

  /** Both books whole; a failure of either is a failure, never a shorter list. */
  async open(urgent: boolean): Promise<Result<readonly Order[], Fault>> {
    const [plain, conditional] = await Promise.all([
      this.#line.read('fapiPrivateGetOpenOrders', {}, plainOrders, urgent),
      this.#line.read('fapiPrivateGetOpenAlgoOrders', {}, algoOrders, urgent),
    ]);
    if (!plain.ok) return plain;
    if (!conditional.ok) return conditional;
    const orders: Order[] = [];
    for (const given of plain.value) {
      const order = fromPlain(given);
      if (order === undefined) return failure(unknownStatus('none'));
      orders.push(order);
    }
    for (const given of conditional.value) {
      const order = fromAlgo(given);
      if (order === undefined) return failure(unknownStatus('none'));
      if (order.state === 'open') orders.push(order);
    }
    return success(orders);
  }

  /** In the plain book first, then in the conditional one; undefined when neither has ever had it. */
  async byClientId(
    symbol: string,
    clientOrderId: string,
    urgent: boolean,
  ): Promise<Result<Order | undefined, Fault>> {
    const plain = await this.#plain({ symbol, origClientOrderId: clientOrderId }, urgent);
    if (!plain.ok || plain.value !== undefined) return plain;
    return this.#conditional({ clientAlgoId: clientOrderId }, urgent);
  }

  async #plain(parameters: Parameters, urgent: boolean): Promise<Result<Order | undefined, Fault>> {
    const read = await this.#line.read('fapiPrivateGetOrder', parameters, plainOrder, urgent);
    if (!read.ok) return read.error.code === 'NOT_FOUND' ? success(undefined) : read;
    this.#fills.saw(read.value.symbol, read.value.orderId, read.value);
    const order = fromPlain(read.value);
    return order === undefined ? failure(unknownStatus('none')) : success(order);
  }

  async #conditional(parameters: Parameters, urgent: boolean): Promise<Result<Order | undefined, Fault>> {
    const read = await this.#line.read('fapiPrivateGetAlgoOrder', parameters, algoOrder, urgent);
    if (!read.ok) return read.error.code === 'NOT_FOUND' ? success(undefined) : read;
    return this.#withActual(read.value, urgent);
  }

  /** A triggered order is what became of the plain order that it turned into. */
  async #withActual(given: AlgoOrder, urgent: boolean): Promise<Result<Order | undefined, Fault>> {
    const { actualOrderId, symbol } = given;
    const wasTriggered = actualOrderId !== undefined && actualOrderId !== '' && actualOrderId !== '0';
    let actual: Order | undefined;
    if (wasTriggered) {
      const read = await this.#plain({ symbol, orderId: actualOrderId }, urgent);
      if (!read.ok) return read;
      actual = read.value;
    }
    const order = fromAlgo(given, actual);
    return order === undefined ? failure(unknownStatus('none')) : success(order);
  }

  /** Cancels, then reads the order again where the answer does not carry it: it may have been filled meanwhile. */
  async cancel(order: Order, urgent: boolean): Promise<Result<Order, Fault>> {
    this.#fills.touched(order.symbol);
    if (order.book === 'conditional') {
      const parameters = { symbol: order.symbol, algoId: algoIdOf(order) };
      const asked = await this.#line.ask('fapiPrivateDeleteAlgoOrder', parameters, done, urgent);
      const refused = cancelFault(asked);
      if (refused !== undefined && refused.code !== 'NOT_FOUND') return failure(refused);
      return present(await this.#conditional({ algoId: algoIdOf(order) }, urgent), order);
    }
    const parameters = { symbol: order.symbol, orderId: order.id };
    const asked = await this.#line.ask('fapiPrivateDeleteOrder', parameters, plainOrder, urgent);
    if (asked.kind === 'answer') {
      const cancelled = fromPlain(asked.value);
      // The answer to a cancel has no average price; what was filled before is read with it.
      if (cancelled?.filled.value.isZero() === true) return success(cancelled);
      return present(await this.#plain(parameters, urgent), order);
    }
    const refused = cancelFault(asked);
    if (refused !== undefined && refused.code !== 'NOT_FOUND') return failure(refused);
    return present(await this.#plain(parameters, urgent), order);
  }

  async cancelAll(symbol: string, book: Order['book'], urgent: boolean): Promise<Result<void, Fault>> {
    this.#fills.touched(symbol);
    const method = book === 'plain' ? 'fapiPrivateDeleteAllOpenOrders' : 'fapiPrivateDeleteAlgoOpenOrders';
    const asked = await this.#line.ask(method, { symbol }, done, urgent);
    const refused = cancelFault(asked);
    // An empty book has nothing to cancel, which is what was wanted.
    return refused === undefined || refused.code === 'NOT_FOUND' ? success(undefined) : failure(refused);
  }
}

/** A cancel that was rejected for another reason than "not there" took no effect. */
function cancelFault(asked: Asked<unknown>): Fault | undefined {
  if (asked.kind === 'answer') return undefined;
  if (asked.kind === 'fault') return asked.fault;
  const { venueCode, reason } = asked.rejection;
  return {
    code: 'BAD_ANSWER',
    message: `the exchange said ${venueCode}: ${reason}`,
    retryable: true,
    outcome: 'none',
  };
}

function present(found: Result<Order | undefined, Fault>, asked: Order): Result<Order, Fault> {
  if (!found.ok) return found;
  if (found.value !== undefined) return success(found.value);
  return failure({
    code: 'NOT_FOUND',
    message: `the exchange knows no order ${asked.clientOrderId} in ${asked.symbol}`,
    retryable: false,
    outcome: 'none',
  });
}

const unknownStatus = (outcome: Fault['outcome']): Fault => ({
  code: 'BAD_ANSWER',
  message: 'the exchange told an order in a state that this version does not know',
  retryable: true,
  outcome,
});
