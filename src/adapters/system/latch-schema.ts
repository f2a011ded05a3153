// What KILLED.json must look like to be believed. Fields that a later version adds are let through.
import { z } from 'zod';
import type { Latch } from '../../domain/kill-switch.ts';

const position = z.looseObject({ symbol: z.string(), side: z.enum(['long', 'short']), quantity: z.string() });

const latchSchema = z.looseObject({
  epoch: z.int().min(0),
  state: z.enum(['clear', 'latched']),
  drill: z.boolean(),
  scope: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('all') }),
    z.looseObject({ kind: z.literal('account'), account: z.string() }),
    z.looseObject({ kind: z.literal('symbol'), symbol: z.string() }),
  ]),
  goal: z.enum(['halt', 'flatten']),
  by: z.string(),
  platform: z.string(),
  reason: z.string(),
  at: z.number(),
  accounts: z.array(
    z.looseObject({
      account: z.string(),
      step: z.string(),
      remaining: z.array(position),
      dust: z.array(position),
    }),
  ),
  version: z.int().min(0),
});

/** The latch in `text`, or why it is not one. */
export function parseLatch(
  text: string,
): { readonly latch: Latch } | { readonly latch?: undefined; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { why: 'it is not readable JSON' };
  }
  const checked = latchSchema.safeParse(value);
  if (checked.success) return { latch: value as Latch };
  const issue = checked.error.issues[0];
  return { why: `${issue?.path.join('.') || 'its root'}: ${issue?.message ?? ''}` };
}
