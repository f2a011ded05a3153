// Whose order is it? The desk knows its own by the shape of their client order ids.
import type { Order } from './order.ts';

/** A leg of a card: nonce, leg and attempt; the kill switch's; an armed stop's. */
const OURS = /^(?:[0-9a-f]{32}[0-9a-z]{4}|k[0-9a-z]{1,4}-[A-Za-z0-9_-]+|s[0-9a-f]{20}-[0-9a-z]+)$/;

export const isOurs = ({ clientOrderId }: Pick<Order, 'clientOrderId'>): boolean => OURS.test(clientOrderId);
