// Paper or real: which kind of exchange was plugged in. Only compose switches on it.
export type Mode = 'paper' | 'real';
