// Loaded into a desk's process before anything else: every call to the account that a file names fails, for as long as it names it.
import { readFileSync } from 'node:fs';
import { PaperExchange } from '../../src/adapters/paper/paper-exchange.ts';

const file = process.env['FAILING_ACCOUNT_FILE'] ?? '';
const isDown = (account: string): boolean => readFileSync(file, 'utf8').trim() === account;

const fault = {
  code: 'TIMEOUT',
  message: 'the venue does not answer',
  retryable: true,
  outcome: 'none',
} as const;
const refused = { ok: false, error: fault } as const;
const works = PaperExchange.prototype;
const { balances, positions, openOrders, marks, submit, cancel } = works;

works.balances = async function (this: PaperExchange) {
  return isDown(this.account) ? refused : balances.call(this);
};
works.positions = async function (this: PaperExchange) {
  return isDown(this.account) ? refused : positions.call(this);
};
works.openOrders = async function (this: PaperExchange) {
  return isDown(this.account) ? refused : openOrders.call(this);
};
works.marks = async function (this: PaperExchange, symbols) {
  return isDown(this.account) ? refused : marks.call(this, symbols);
};
works.submit = async function (this: PaperExchange, order) {
  return isDown(this.account) ? { kind: 'fault', fault } : submit.call(this, order);
};
works.cancel = async function (this: PaperExchange, order) {
  return isDown(this.account) ? refused : cancel.call(this, order);
};
