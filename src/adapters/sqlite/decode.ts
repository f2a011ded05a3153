// From a stored text to a domain value: believed only when it has the shape that the schema tells.
import type { z } from 'zod';
import { CorruptRow } from './store-fault.ts';

/**
 * Reads `text` as JSON and holds it against the schema. Answers the value as stored, with any fields that a later
 * version added. Throws CorruptRow, which names the row, when it does not fit.
 */
export function decode<T>(schema: z.ZodType, text: unknown, row: string): T {
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch {
    throw new CorruptRow(`${row} is not readable JSON`);
  }
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    throw new CorruptRow(
      `${row} is damaged at ${issue?.path.join('.') || 'its root'}: ${issue?.message ?? ''}`,
    );
  }
  return value as T;
}
