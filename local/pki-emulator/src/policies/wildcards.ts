/** Does `*` (any characters) and `?` (one) make the pattern the text? Without a regular expression, whose time could explode. */
export function like(text: string, pattern: string): boolean {
  let [at, rest] = [0, 0];
  let star: { readonly pattern: number; text: number } | undefined;
  while (at < text.length) {
    if (pattern[rest] === '*') star = { pattern: ++rest, text: at };
    else if (pattern[rest] === '?' || pattern[rest] === text[at]) [at, rest] = [at + 1, rest + 1];
    else if (star) [at, rest] = [++star.text, star.pattern];
    else return false;
  }
  while (pattern[rest] === '*') rest++;
  return rest === pattern.length;
}

const PARTS = 6;

/** Each of an ARN's six parts by itself, so that a wildcard never reaches over a colon (IAM user guide, ArnLike). */
export function arnLike(text: string, pattern: string): boolean {
  const [given, asked] = [text, pattern].map(partsOf);
  return (
    given?.length === PARTS && asked?.length === PARTS && given.every((part, index) => like(part, asked[index] ?? ''))
  );
}

function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, PARTS - 1), ...(parts.length >= PARTS ? [parts.slice(PARTS - 1).join(':')] : [])];
}
