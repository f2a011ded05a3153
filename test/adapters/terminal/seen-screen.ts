// What a terminal shows after these bytes: cursor moves and clearing as readline uses them, nothing more.

/** The rows, without blanks at their ends. */
export function rowsShown(bytes: string, columns = 40): string[] {
  const rows: string[][] = [[]];
  let row = 0;
  let column = 0;
  const cells = (): string[] => {
    while (rows.length <= row) rows.push([]);
    return rows[row] ?? [];
  };
  const write = (text: string): void => {
    for (const character of text) {
      if (character === '\r') column = 0;
      else if (character === '\n') {
        row += 1;
        column = 0;
      } else {
        if (column === columns) {
          row += 1;
          column = 0;
        }
        const line = cells();
        while (line.length < column) line.push(' ');
        line[column] = character;
        column += 1;
      }
      cells();
    }
  };
  const [plain = '', ...controlled] = bytes.split('\u001b[');
  write(plain);
  for (const part of controlled) {
    const [whole = '', digits = '', letter] = /^(\d*)([A-Za-z])/.exec(part) ?? [];
    const count = digits === '' ? 1 : Number(digits);
    if (letter === 'A') row = Math.max(0, row - count);
    else if (letter === 'G') column = count - 1;
    else if (letter === 'C') column += count;
    else if (letter === 'D') column = Math.max(0, column - count);
    else if (letter === 'J') {
      rows.length = row + 1;
      cells().splice(column);
    } else if (letter === 'K') cells().splice(column);
    write(part.slice(whole.length));
  }
  return rows.map((line) => line.join('').trimEnd());
}
