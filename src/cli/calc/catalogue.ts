// Every model of `cutman calc`, in the order of --list. A model is its own file, named after it, and one line here.
import { brackets } from './brackets.ts';
import type { CalcModel } from './define-calc.ts';
import { liquidationPrice } from './liquidation-price.ts';
import { margin } from './margin.ts';

export const CATALOGUE: readonly CalcModel[] = [brackets, margin, liquidationPrice];
