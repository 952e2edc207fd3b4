import { readFileSync } from 'node:fs';
import { MODES } from '../../core/domain/reissue/mode.ts';
import { ROUTE_MEMBERS } from '../../core/domain/reissue/merged-route.ts';
import { ROUTE_SOURCES } from '../../core/domain/reissue/route.ts';
import { ROUTE_TAGS, routeOfTags, TAG_PREFIX } from '../../core/domain/reissue/route-tags.ts';
import { STRATEGIES } from '../../core/domain/reissue/strategy.ts';
import { NAMED } from '../../core/reissue/names.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { routeShape } from '../../core/runtime/route-shape.ts';
import { readingActionsFrom } from './reachable-actions.ts';
import { template } from './template.ts';

const text = readFileSync('README.md', 'utf8');
const section = text.slice(text.indexOf('## Replacing what ACM does not renew'), text.indexOf('## The PKI emulator'));

/** The first cells of the rows of the table with such a first column. */
const rowsOf = (heading: string): readonly string[] => {
  const table = section.split('\n\n').find((part) => part.startsWith(`| ${heading}`)) ?? '';
  const rows = table.trim().split('\n').slice(2);
  return rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? row);
};

/** What stands in a block of code of a language. */
const blocksOf = (language: string): readonly string[] =>
  [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block);

describe('the README about reissues', () => {
  test('has a row for each strategy, in their order', () => {
    expect(rowsOf('strategy')).toEqual(STRATEGIES);
  });

  test('has a row for each member of a route, with its tag', () => {
    expect(rowsOf('member')).toEqual(ROUTE_MEMBERS);
    const tags = [...section.matchAll(/^\| `\w+` +\| `([a-z-]+)`/gm)].map(([, name]) => `${TAG_PREFIX}${name}`);
    expect(tags).toEqual(expect.arrayContaining([...ROUTE_TAGS]));
    expect(ROUTE_TAGS).toEqual(expect.arrayContaining(tags));
  });

  test('names the sources of a route in the order in which they count', () => {
    const [sentence = ''] = /the nearest counts: [^]*?\. /.exec(section) ?? [];
    const named = [...sentence.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name);
    expect(named).toEqual([
      'the execution',
      "the certificate's record",
      'its tags',
      "the CA's record",
      "the CA's tags",
    ]);
    expect(ROUTE_SOURCES).toHaveLength(named.length);
  });

  test('has a row for each tag that secrets carry', () => {
    expect(new Set(rowsOf('tag on a secret'))).toEqual(new Set(Object.values(NAMED)));
  });

  test('names every mode, and the defaults of the parameters', () => {
    const { InitialMode, IssuancesPerHour, IssuancesPerRenewal } = template.Parameters;
    for (const mode of MODES) expect(section).toContain(`\`${mode}\``);
    expect(section).toContain(`mode \`${String(InitialMode?.Default)}\` (parameter InitialMode)`);
    expect(section).toContain(`IssuancesPerHour (${String(IssuancesPerHour?.Default)})`);
    expect(section).toContain(`IssuancesPerRenewal (${String(IssuancesPerRenewal?.Default)})`);
  });

  test('names what plan and route read that the policy of the audit lacks', () => {
    const [row = ''] = /^\| `plan` .*$/m.exec(section) ?? [];
    const audit = readingActionsFrom(['cli/audit/command.ts', 'cli/explain/command.ts']);
    const read = readingActionsFrom(['cli/plan/command.ts', 'cli/route/command.ts']);
    for (const action of read) if (!audit.has(action)) expect(row).toContain(`\`${action}\``);
  });

  test('has an example of a route as JSON that is one', () => {
    const [example = ''] = blocksOf('json');
    const { deliver } = JSON.parse(example) as { deliver: unknown };
    expect(parseInput(routeShape, deliver)).toEqual(deliver);
  });

  test('has examples of tags that are a route', () => {
    const [, commands = ''] = blocksOf('sh');
    const tags = commands.matchAll(/Key=(renewguard:[a-z-]+),Value=([\w./]+(?: [\w:/]+)*)/g);
    const byKey = Object.fromEntries([...tags].map(([, key = '', value = '']) => [key, value]));
    expect(routeOfTags(byKey)).toEqual({
      secret: 'web/tls',
      windows: [{ cron: '0 2 * * sat,sun', minutes: 240, timeZone: 'Europe/Berlin' }],
      approval: true,
    });
  });
});
