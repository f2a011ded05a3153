// Tab: commands for the first word, symbols for the others.

/** As readline wants it: the candidates, and the part of the line they replace. */
export function completeLine(
  line: string,
  commands: readonly string[],
  symbols: readonly string[],
): [string[], string] {
  const word = /\S*$/.exec(line)?.[0] ?? '';
  const first = line.slice(0, line.length - word.length).trim() === '';
  if (first) {
    const slash = word.startsWith('/') || word === '' ? '/' : '';
    return [
      matching(
        commands.map((name) => `${slash}${name} `),
        word,
      ),
      word,
    ];
  }
  return [
    matching(
      symbols.map((symbol) => `${symbol} `),
      word,
    ),
    word,
  ];
}

function matching(candidates: readonly string[], word: string): string[] {
  const begun = word.toLowerCase();
  return candidates.filter((each) => each.toLowerCase().startsWith(begun)).sort();
}
