// The figures of an answer that must have some; a refusal, a fault or an unknown answer fails the test with its own words.
import type { Told } from '../../src/domain/reading.ts';
import type { Answer } from '../../src/ports/desk.ts';

export async function answered<T>(asked: Answer<Told<T>>): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(`declined: ${JSON.stringify(answer.error)}`);
  if (answer.value.kind === 'unknown') throw new Error(`unknown: ${JSON.stringify(answer.value)}`);
  return answer.value.value;
}
