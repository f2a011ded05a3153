// One recorded file, checked row by row: candles or funding rates. What is wrong is told with its line and what to do about it.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { getSystemErrorMessage } from 'node:util';
import { CsvError, parse } from 'csv-parse/sync';
import type { Fault } from '../../domain/fault.ts';
import { failure, type Result, success } from '../../domain/result.ts';
import type { Bar } from './bar.ts';

export type RecordedFile =
  | {
      readonly kind: 'candles';
      readonly symbol: string;
      readonly path: string;
      readonly barMs: number;
      readonly bars: readonly Bar[];
    }
  | {
      readonly kind: 'funding';
      readonly symbol: string;
      readonly path: string;
      readonly rates: readonly (readonly [at: number, rate: number])[];
    };

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, unknown>>;
}

const CANDLE_COLUMNS = ['ts', 'open', 'high', 'low', 'close', 'volume'] as const;
const SYMBOL = /^([A-Za-z0-9]{2,20})(?=[_.-])/;
/** Times below this are seconds or days, not milliseconds after 2001. */
const EARLIEST = 1_000_000_000_000;
const MINUTE = 60_000;

class BadRow extends Error {}

/**
 * Reads `ts,open,high,low,close,volume` (CSV with this header; or JSONL, objects or arrays in that order; times in ms
 * UTC) or a CSV `ts,fundingRate`. The symbol is what the file name begins with, unless it is given. Missing bars stay
 * missing; rows that are malformed, repeated, out of order or off the grid of the others are CORRUPT.
 */
export async function readRecordedFile(path: string, given?: string): Promise<Result<RecordedFile, Fault>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { errno, message } = error as NodeJS.ErrnoException;
    const why = errno === undefined ? message : getSystemErrorMessage(errno);
    return failure(fault('NOT_FOUND', `${path}: ${why}; check paper.files`));
  }
  const symbol = (given ?? SYMBOL.exec(basename(path))?.[1])?.toUpperCase();
  if (symbol === undefined) {
    return failure(
      fault('CORRUPT', `${path}: the name does not begin with a symbol; name it like BTCUSDT_5m.csv`),
    );
  }
  try {
    const rows = /\.(jsonl|ndjson)$/i.test(path) ? jsonRows(text) : csvRows(text);
    const first = rows[0];
    if (first === undefined) throw new BadRow('line 1: there are no rows; give at least two candles');
    if ('fundingRate' in first.cells) {
      return success({ kind: 'funding', symbol, path, rates: rows.map(fundingOf) });
    }
    for (const column of CANDLE_COLUMNS) {
      if (!(column in first.cells)) {
        throw new BadRow(`line 1: no column ${column}; the header is ${CANDLE_COLUMNS.join(',')}`);
      }
    }
    const bars = rows.map(barOf);
    return success({ kind: 'candles', symbol, path, bars, barMs: gridOf(bars, rows) });
  } catch (error) {
    if (error instanceof BadRow) return failure(fault('CORRUPT', `${path}, ${error.message}`));
    throw error;
  }
}

const fault = (code: 'NOT_FOUND' | 'CORRUPT', message: string): Fault => ({
  code,
  message,
  retryable: false,
  outcome: 'none',
});

function csvRows(text: string): Row[] {
  try {
    const parsed: unknown = parse(text, {
      columns: true,
      info: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
    });
    if (!Array.isArray(parsed)) return [];
    return parsed.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : '?';
    throw new BadRow(`line ${line}: ${error.message}; every row has as many cells as the header`);
  }
}

function jsonRows(text: string): Row[] {
  const rows: Row[] = [];
  for (const [i, raw] of text.split('\n').entries()) {
    const content = i === 0 ? raw.replace(/^\uFEFF/, '').trim() : raw.trim();
    if (content === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch {
      throw new BadRow(`line ${i + 1}: not JSON; write one candle a line`);
    }
    if (typeof value !== 'object' || value === null)
      throw new BadRow(`line ${i + 1}: not an object or array`);
    const cells = Array.isArray(value)
      ? Object.fromEntries(CANDLE_COLUMNS.map((column, at) => [column, value[at]]))
      : { ...value };
    rows.push({ line: i + 1, cells });
  }
  return rows;
}

const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function numberOf(row: Row, column: string): number {
  const raw = row.cells[column];
  const value = typeof raw === 'string' && NUMBER.test(raw) ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new BadRow(`line ${row.line}: ${column} is ${JSON.stringify(raw)}; give a plain number`);
  }
  return value;
}

function timeOf(row: Row): number {
  const at = numberOf(row, 'ts');
  if (!Number.isSafeInteger(at) || at < EARLIEST) {
    throw new BadRow(`line ${row.line}: ts ${at} is not a time in milliseconds; multiply seconds by 1000`);
  }
  return at;
}

const fundingOf = (row: Row): readonly [number, number] => [timeOf(row), numberOf(row, 'fundingRate')];

function barOf(row: Row): Bar {
  const at = timeOf(row);
  const [open, high, low, close, volume] = ['open', 'high', 'low', 'close', 'volume'].map((column) =>
    numberOf(row, column),
  ) as [number, number, number, number, number];
  if (!(low > 0)) throw new BadRow(`line ${row.line}: low ${low} is not above zero; remove the row`);
  if (high < Math.max(open, close) || low > Math.min(open, close)) {
    throw new BadRow(`line ${row.line}: open and close are not between low and high; check the column order`);
  }
  if (volume < 0) throw new BadRow(`line ${row.line}: volume ${volume} is below zero; give 0 where unknown`);
  return { at, open, high, low, close, volume };
}

/** The distance of the bars; every row has to lie on its grid, in order and once. */
function gridOf(bars: readonly Bar[], rows: readonly Row[]): number {
  if (bars.length < 2) throw new BadRow('line 2: one candle does not tell its length; give at least two');
  let barMs = Number.POSITIVE_INFINITY;
  for (let i = 1; i < bars.length; i += 1) {
    const line = rows[i]!.line;
    const distance = bars[i]!.at - bars[i - 1]!.at;
    if (distance === 0)
      throw new BadRow(`line ${line}: repeats the time of the row before; remove one of them`);
    if (distance < 0) throw new BadRow(`line ${line}: is older than the row before; sort the file by ts`);
    barMs = Math.min(barMs, distance);
  }
  if (barMs % MINUTE !== 0) {
    throw new BadRow(`line 2: bars of ${barMs / 1_000} s; give candles of whole minutes`);
  }
  for (const [i, bar] of bars.entries()) {
    if ((bar.at - bars[0]!.at) % barMs !== 0) {
      const line = rows[i]!.line;
      throw new BadRow(
        `line ${line}: is not a multiple of ${barMs / MINUTE} min after the first row; correct its ts`,
      );
    }
  }
  return barMs;
}
