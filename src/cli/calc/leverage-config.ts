// The configuration of dynamic leverage as calc models take it.
import { z } from 'zod';
import { ratioIn } from './shapes.ts';

export const leverageConfigIn = z
  .strictObject({
    base: ratioIn.describe('default 3'),
    min: ratioIn.describe('default 1'),
    max: ratioIn.describe('default 10'),
    target: ratioIn.describe('daily volatility, default 0.02'),
    window: z.int().describe('default 20'),
    periodsPerYear: ratioIn.describe('default 365'),
    adjustFrom: ratioIn.describe('smallest change worth proposing, default 0.1'),
  })
  .partial()
  .transform((config) => {
    const given = Object.entries(config).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given) as { [K in keyof typeof config]-?: number } & Record<string, number>;
  });
