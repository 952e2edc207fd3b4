import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ScopeGiven } from './scope/scope.ts';

/** The options of `scope set`, as commander reads them. */
export interface ScopeOptions {
  readonly accounts?: string;
  readonly organizationalUnits?: readonly string[];
  readonly regions?: readonly string[];
  readonly everyHours?: number;
  readonly includeExpired?: boolean;
  readonly includeRevoked?: boolean;
  readonly businessUnit?: string;
  readonly tag?: Readonly<Record<string, string>>;
}

/** Every member of a scope as an option; core/domain/sweep/scope.ts checks what they say together. */
export function addScopeOptions(command: Command): Command {
  const options = [
    new Option('--accounts <which>', 'own, organization, or account ids with commas'),
    new Option('--organizational-units <ids>', 'only the accounts below these units or roots').argParser(listIn),
    new Option('--regions <regions>', 'the regions that are read, with commas').argParser(listIn),
    new Option('--every-hours <n>', 'how often it is swept').argParser(wholeIn),
    new Option('--include-expired <yes|no>', 'whether what has expired is listed').argParser(answerIn),
    new Option('--include-revoked <yes|no>', 'whether what was revoked is listed').argParser(answerIn),
    new Option('--business-unit <name>', 'the business unit of what nothing else tells one of'),
    new Option('--tag <key=value>', 'a tag for all that is found there; again for more').argParser(tagIn),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** What of the options is the scope, and what is not. */
export function scopeGiven<Rest>(options: ScopeOptions & Rest): readonly [ScopeGiven, Rest] {
  const { accounts, organizationalUnits, regions, everyHours, businessUnit, tag: tags, ...more } = options;
  const { includeExpired: expired, includeRevoked: revoked, ...rest } = more;
  const include = defined({ expired, revoked });
  const parts = {
    accounts: accounts === undefined || isWord(accounts) ? accounts : accounts.split(',').map((id) => id.trim()),
    ...{ organizationalUnits, regions, everyHours, businessUnit, tags },
    include: Object.keys(include).length === 0 ? undefined : include,
  };
  return [defined(parts), rest as Rest];
}

const isWord = (accounts: string): boolean => accounts === 'own' || accounts === 'organization';

const listIn = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').map((entry) => entry.trim()),
];

function wholeIn(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('Expected whole hours.');
  return Number(text);
}

function answerIn(text: string): boolean {
  if (/^(yes|true)$/i.test(text)) return true;
  if (/^(no|false)$/i.test(text)) return false;
  throw new InvalidArgumentError('Expected yes or no.');
}

function tagIn(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [key = '', ...value] = text.split('=');
  if (key === '' || value.length === 0) throw new InvalidArgumentError('Expected key=value.');
  return { ...before, [key]: value.join('=') };
}

function defined(members: object): ScopeGiven {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
