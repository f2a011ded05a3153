// A log that keeps its lines for the test and prints nothing.
import type { Log } from '../../src/ports/log.ts';

export class SilentLog implements Log {
  readonly lines: { level: string; fields: Readonly<Record<string, unknown>>; message: string }[] = [];
  debug(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: 'debug', fields, message });
  }
  info(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }
  warn(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }
  error(fields: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}
