// Durations as people write them (`5s`, `5m`, `24h`) and as the program counts them.
import { z } from 'zod';

const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const SHAPE = /^(\d{1,9}(?:\.\d{1,3})?)\s?(ms|s|m|h|d)$/;

/** Milliseconds of `5s`, `1.5h` or `30d`; undefined when it is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = SHAPE.exec(text.trim());
  if (match === null) return undefined;
  return Math.round(Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]);
}

/** A duration in a configuration file, from `least` to `most` milliseconds. */
export const duration = (least: number, most: number) =>
  z.string().transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds === undefined) {
      context.addIssue({
        code: 'custom',
        message: `"${text}" is not a duration; write a number and s, m, h or d, such as 5m`,
      });
      return z.NEVER;
    }
    if (milliseconds < least || milliseconds > most) {
      context.addIssue({ code: 'custom', message: `${text} is outside ${least} ms to ${most} ms` });
      return z.NEVER;
    }
    return milliseconds;
  });
