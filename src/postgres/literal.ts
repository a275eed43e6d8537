/** Texts within statements. Pure. */

/** A text, whatever a server is set to take a backslash for. */
export function literal(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/**
 * A statement with texts in place of `$1`, `$2` …, but for what is quoted: with parameters it would be sent to be looked at first.
 */
export function filledIn(statement: string, parameters: readonly string[]): string {
  return statement.replace(/'[^']*'|"[^"]*"|\$(\d+)/g, (mark: string, number?: string) => {
    const text = number === undefined ? undefined : parameters[Number(number) - 1];
    return text === undefined ? mark : literal(text);
  });
}
