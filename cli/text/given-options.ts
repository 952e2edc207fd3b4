import type { Route } from '../../core/domain/reissue/route.ts';

/** What can't be written again as it was typed: a file's content was read, words became a calendar. */
const NOT_AS_TYPED: Readonly<Partial<Record<keyof Route, string>>> = {
  csr: '--csr <file>',
  windows: '--window <words>',
  freezes: '--freeze <words>',
};

/** What a shell takes as it is. */
const PLAIN = /^[\w./:=+@,-]+$/;

/**
 * The options that make a route, each with a space before it, so that a command which is told can be pasted and means the same.
 * @param route its members, named as in a route; `revokeAfterDays` becomes `--revoke-after-days`
 */
export function givenOptions(route: Iterable<readonly [member: string, value: unknown]>): string {
  return [...route].map(([member, value]) => ` ${optionOf(member, value)}`).join('');
}

function optionOf(member: string, value: unknown): string {
  const notAsTyped = Object.hasOwn(NOT_AS_TYPED, member) ? NOT_AS_TYPED[member as keyof Route] : undefined;
  return notAsTyped ?? `--${flagOf(member)} ${quoted(typeof value === 'boolean' ? yesOrNo(value) : String(value))}`;
}

const flagOf = (member: string): string => member.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');

const quoted = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`);
