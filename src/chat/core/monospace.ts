// Tables, bars and progress as monospace lines that a phone shows without scrolling. Every chat draws them through here.

import { displayWidth, padLeft, padRight, truncate, wrap } from '../figures/width.ts';
import type { Bar, TableColumn } from './reply.ts';

/** What a phone shows in one monospace line. */
export const MONOSPACE_WIDTH = 34;

const WIDEST_GAP = 3;
const FULL = '█';
const EMPTY = '▁';
const UNKNOWN = '·';
const BAR_LENGTH = 10;

interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * The table's lines, none wider than `width`. Too wide, the gaps shrink first, then the left-hand names are cut; a
 * number is never cut: rows that still do not fit are told one figure a line.
 */
export function drawTable(table: Table, width = MONOSPACE_WIDTH): string[] {
  const titled = table.columns.some((column) => column.title !== '');
  const lines = [...(titled ? [table.columns.map((column) => column.title)] : []), ...table.rows];
  const widths = table.columns.map((_, index) =>
    Math.max(0, ...lines.map((line) => displayWidth(line[index] ?? ''))),
  );
  const gaps = widths.length - 1;
  const wanted = sum(widths);
  if (wanted + gaps <= width) {
    const gap = gaps <= 0 ? 0 : Math.min(WIDEST_GAP, Math.floor((width - wanted) / gaps));
    return lines.map((line) => drawRow(line, table.columns, widths, gap));
  }
  const room = width - gaps - (wanted - (widths[0] ?? 0));
  if (room >= 4 && table.columns[0]?.align === 'left') {
    return lines.map((line) => drawRow(line, table.columns, [room, ...widths.slice(1)], 1));
  }
  return drawStacked(table, width);
}

function drawRow(
  cells: readonly string[],
  columns: readonly TableColumn[],
  widths: readonly number[],
  gap: number,
): string {
  return columns
    .map((column, index) => {
      const width = widths[index] ?? 0;
      const cell = truncate(oneLine(cells[index] ?? ''), width);
      return column.align === 'right' ? padLeft(cell, width) : padRight(cell, width);
    })
    .join(' '.repeat(gap))
    .trimEnd();
}

function drawStacked(table: Table, width: number): string[] {
  return table.rows.flatMap((row) => [
    ...wrap(oneLine(row[0] ?? ''), width),
    ...table.columns.slice(1).flatMap((column, index) => {
      const value = oneLine(row[index + 1] ?? '');
      const label = ` ${column.title}`;
      const free = width - displayWidth(label) - displayWidth(value);
      if (free >= 1) return [label + ' '.repeat(free) + value];
      return [truncate(label, width), ...wrap(value, width)];
    }),
  ]);
}

/** One line a bar: label, bar, value, level. A value that carries a trust label goes on its own line under the bar. */
export function drawBars(bars: readonly Bar[], width = MONOSPACE_WIDTH): string[] {
  const labelWidth = Math.min(
    width - BAR_LENGTH - 1,
    Math.max(0, ...bars.map((bar) => displayWidth(bar.label))),
  );
  const valueWidth = Math.max(
    0,
    ...bars
      .map((bar) => displayWidth(bar.value))
      .filter((each) => each <= width - labelWidth - BAR_LENGTH - 8),
  );
  return bars.flatMap((bar) => {
    const head = `${padRight(truncate(bar.label, labelWidth), labelWidth)} ${drawBar(bar)}`;
    const tail = bar.level === '' ? '' : `  ${bar.level}`;
    for (const value of [padLeft(bar.value, valueWidth), bar.value]) {
      for (const gap of [' ', '  '].toReversed()) {
        const line = `${head}${gap}${value}${tail}`;
        if (displayWidth(line) <= width) return [line.trimEnd()];
      }
    }
    return [head, ...wrap(`${bar.value}${tail}`, width - 2).map((line) => `  ${line}`)];
  });
}

function drawBar(bar: Bar): string {
  if (bar.unknown === true || !Number.isFinite(bar.fill)) return UNKNOWN.repeat(BAR_LENGTH);
  const filled = Math.min(BAR_LENGTH, Math.max(0, Math.floor(bar.fill * BAR_LENGTH + 1e-9)));
  return FULL.repeat(filled) + EMPTY.repeat(BAR_LENGTH - filled);
}

/** Labelled facts in two columns; a long value goes on under its label. */
export function drawFacts(facts: readonly (readonly [string, string])[], width = MONOSPACE_WIDTH): string[] {
  const labelWidth = Math.max(0, ...facts.map(([label]) => displayWidth(label)));
  return facts.flatMap(([label, value]) => {
    const line = `${padRight(label, labelWidth)}  ${oneLine(value)}`;
    if (displayWidth(line) <= width) return [line];
    return [...wrap(label, width), ...wrap(oneLine(value), width - 2).map((each) => `  ${each}`)];
  });
}

/** `██████▁▁▁▁ 60 %` and what is being done. */
export function drawProgress(share: number, text: string, width = MONOSPACE_WIDTH): string[] {
  const bar = drawBar({ label: '', value: '', level: '', fill: share });
  return [`${bar} ${Math.round(Math.min(1, Math.max(0, share)) * 100)} %`, ...wrap(text, width)];
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
