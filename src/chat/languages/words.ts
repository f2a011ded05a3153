// The shape of a language: whatever English says, each language says. A missing key or parameter does not compile.
import type { en } from './en.ts';

export type Words = typeof en;
