import { programFor, type Actions } from '../../cli/program.ts';
import { givenOptions } from '../../cli/text/given-options.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { CERTIFICATE_ARN } from '../builders/certificates.ts';

const ROUTE: Route = {
  strategy: 'secret',
  secret: 'web/tls',
  authority: 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555',
  endpoint: '[2001:db8::1]:443',
  hostReports: true,
  proofMinutes: 30,
  revokeAfterDays: 7,
  approval: false,
  overrideDays: 2,
  renewAtShare: 0.67,
  template: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
};

/** The words of a line, as a shell reads them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|\S+/g)].map(([all, quoted]) => quoted ?? all);

async function routeFrom(options: string): Promise<Route | undefined> {
  let route: Route | undefined;
  const reissue: Actions['reissue'] = (_, given) => Promise.resolve(void (route = given));
  await programFor({ reissue } as Actions).parseAsync(['reissue', CERTIFICATE_ARN, ...wordsOf(options)], {
    from: 'user',
  });
  return route;
}

test('the options that are told make the same route again', async () => {
  expect(await routeFrom(givenOptions(Object.entries(ROUTE)))).toEqual(ROUTE);
});

test('nothing is told where nothing was given', () => {
  expect(givenOptions([])).toBe('');
});

test('a file and a calendar are for whoever typed them to type again; no content of a file is told', () => {
  const told = givenOptions([
    ['csr', '-----BEGIN CERTIFICATE REQUEST-----'],
    ['windows', [{ cron: '0 2 * * sun', minutes: 120, timeZone: 'Europe/Berlin' }]],
    ['freezes', []],
  ]);
  expect(told).toBe(' --csr <file> --window <words> --freeze <words>');
});

test('what a shell would read otherwise is quoted', () => {
  expect(givenOptions([['secret', "a'b $(c)"]])).toBe(String.raw` --secret 'a'\''b $(c)'`);
});
