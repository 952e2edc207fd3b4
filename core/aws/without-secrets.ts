/** An error without what was secret: as AWS named it, with its status, and without its cause. */
type Told = Error & { $fault?: unknown; $metadata?: unknown; code?: unknown };

/** So many characters of a secret in a row are no coincidence. */
const WINDOW = 16;

/**
 * Makes a call that carries secrets, or answers one. Whatever goes wrong is told without them: services quote what they refuse, and
 * parsers what they could not read.
 * @param secrets texts; their base64, as it goes over the wire, counts as well
 */
export async function withoutSecrets<T>(secrets: readonly string[], act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Error ? toldWithout(secrets, error) : new Error('not an error');
  }
}

function toldWithout(secrets: readonly string[], error: Told): Error {
  const { name, $fault, $metadata, code } = error;
  // What neither a service nor the network said may quote anything that was read.
  const isTold = $fault !== undefined || $metadata !== undefined || code !== undefined || name === 'TimeoutError';
  const isSafe = isTold && !secrets.some((secret) => quotes(error.message, secret));
  const message = isSafe ? error.message : 'what was said of it is left out: it may quote a secret';
  const told: Told = new Error(message);
  told.name = name;
  return Object.assign(
    told,
    $fault === undefined ? {} : { $fault },
    $metadata === undefined ? {} : { $metadata },
    code === undefined ? {} : { code },
  );
}

/** Whether a text has a part of the secret in it, however it is wrapped or escaped. */
export function quotes(text: string, secret: string): boolean {
  const said = bare(text);
  return [secret, Buffer.from(secret).toString('base64')].map(bare).some((hidden) => {
    const window = Math.min(WINDOW, hidden.length);
    if (window === 0) return false;
    const parts = new Set(
      Array.from({ length: hidden.length - window + 1 }, (_, from) => hidden.slice(from, from + window)),
    );
    return Array.from({ length: Math.max(0, said.length - window + 1) }, (_, from) =>
      said.slice(from, from + window),
    ).some((part) => parts.has(part));
  });
}

/** Without PEM's armour, which is no secret, line ends and escapes. */
const bare = (text: string): string =>
  text.replaceAll(/-----(BEGIN|END) [A-Z ]+-----/g, '').replaceAll(/\\[nr]|[^A-Za-z0-9+/=]/g, '');
