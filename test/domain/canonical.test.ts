// Content that is the same gives the same text, whatever the order it was put together in.
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical.ts';
import { Price } from '../../src/domain/price.ts';

test('fields stand in order of their names, at every depth', () => {
  expect(canonicalJson({ b: 1, a: { d: [1, { z: null, y: 'x' }], c: true } })).toBe(
    '{"a":{"c":true,"d":[1,{"y":"x","z":null}]},"b":1}',
  );
});

test('a field that is undefined is as good as absent', () => {
  expect(canonicalJson({ a: undefined, b: 2 })).toBe(canonicalJson({ b: 2 }));
});

test('text is told apart from numbers, and quotes are escaped', () => {
  expect(canonicalJson({ a: '1' })).not.toBe(canonicalJson({ a: 1 }));
  expect(canonicalJson('"')).toBe('"\\""');
});

test('what JSON would silently turn into null is refused', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError);
  expect(() => canonicalJson([undefined])).toThrow(TypeError);
  expect(() => canonicalJson({ a: () => 1 })).toThrow(TypeError);
});

test('an amount is content only as text: its class would hide its fields', () => {
  expect(canonicalJson({ price: Price.parse('1.50').toString() })).toBe('{"price":"1.5"}');
});
