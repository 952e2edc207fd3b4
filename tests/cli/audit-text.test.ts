import fc from 'fast-check';
import { auditReport } from '../../cli/audit/report.ts';
import { auditText } from '../../cli/audit/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import type { CertificateFacts } from '../../core/domain/certificates/certificate.ts';
import { known, unknown } from '../../core/domain/fact.ts';
import { PKI } from '../builders/accounts.ts';
import { factsOf } from '../builders/authority-facts.ts';
import { anyText } from '../builders/any-text.ts';
import { factsAbout, factsOfKind, NOW, unused } from '../builders/certificates.ts';
import { arnOf, blocked, CALLER, GRANT, regionWith } from './kit/region.ts';

const textOf = (...read: Parameters<typeof auditReport>[1]): string =>
  auditText(auditReport(CALLER, read, NOW), noColors);
const linesOf = (...facts: readonly CertificateFacts[]): readonly string[] => textOf(regionWith(...facts)).split('\n');

test('without findings there is one line with the counts, and one with the exit code', () => {
  expect(textOf(regionWith(factsAbout()))).toBe(
    `Account ${PKI}, eu-west-1, ${NOW}: 1 certificate: 1 renewable, 0 unmanaged, 0 out-of-force, 0 undeterminable, 0 not-renewable.\n` +
      'Exit code 0: clean, nobody has to act.\n',
  );
});

test('a finding is a row, its whole ARN and the first command, uncut', () => {
  const lines = linesOf(blocked('a'));
  const row = lines.findIndex((line) => line.includes('RenewalBlocked'));
  expect(lines[row]).toMatch(
    /^ {2}high {6}RenewalBlocked {2}a\.example\.com {2}PermissionMissing {2}2027-08-02 {5}2027-10-01$/,
  );
  expect(lines[row + 1]?.trim()).toBe(arnOf('a'));
  expect(lines[row + 2]?.trim()).toBe(`→ ${GRANT}  # 1 more line: renewguard explain <ARN>`);
});

test('the commands that mend many certificates stand once, below the last of them', () => {
  const lines = linesOf(blocked('a'), factsAbout({ arn: arnOf('unused'), ...unused }), blocked('b'));
  const commands = lines.filter((line) => line.includes(GRANT));
  expect(commands).toEqual([expect.stringContaining('# for all 2; 1 more line: renewguard explain <ARN>')]);
  const [a, b, command, other] = [arnOf('a'), arnOf('b'), GRANT, arnOf('unused')].map((text) =>
    lines.findIndex((line) => line.includes(text)),
  );
  expect([a, b, command, other]).toEqual([a, b, command, other].toSorted((x = 0, y = 0) => x - y));
});

test('where no command mends it, the message stands in its place', () => {
  const gone = known(factsOf({ description: known(undefined) }));
  expect(textOf(regionWith(factsAbout({}, gone)))).toContain('The certificate authority does not exist any more');
});

test('what is revoked and in use is out now', () => {
  expect(linesOf(factsOfKind('private', { status: 'REVOKED' })).find((line) => line.includes('RevokedInUse'))).toMatch(
    / now$/,
  );
});

test('what could not be read comes first, with operation, account, reason, region and what to allow', () => {
  const why = {
    kind: 'access-denied',
    operation: 'acm:ListCertificates',
    account: PKI,
    message: 'Denied: no',
  } as const;
  const text = textOf({ region: 'us-east-1', facts: unknown(why) }, regionWith(blocked('a')));
  expect(text).toMatch(/^Not read: 1\n {2}\? acm:ListCertificates in account 111122223333 was denied: Denied: no\n/);
  expect(text).toContain(`us-east-1, leaves everything there open; allow acm:ListCertificates to ${CALLER.arn}`);
  expect(text.trimEnd().split('\n').at(-1)).toBe('Exit code 2: not everything could be read.');
});

test('a certificate without a name, and one with the longest, have rows of their own', () => {
  const { domainName: _, ...nameless } = blocked('a').certificate;
  const longest = `${'l'.repeat(63)}.`.repeat(3) + 'l'.repeat(61);
  const text = textOf(regionWith({ ...blocked('a'), certificate: nameless }, blocked('b', { domainName: longest })));
  expect(text).toContain('(no name)');
  expect(text).toContain(`${'l'.repeat(47)}…`);
});

test('no name moves the cursor, turns the text around or breaks a line, and the ARN stays whole', () => {
  fc.assert(
    fc.property(anyText(), anyText(), (domainName, message) => {
      const why = { kind: 'unavailable', operation: 'acm:ListCertificates', account: PKI, message } as const;
      const text = textOf({ region: 'us-east-1', facts: unknown(why) }, regionWith(blocked('a', { domainName })));
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(text.split('\n')).toHaveLength(
        textOf({ region: 'us-east-1', facts: unknown(why) }, regionWith(blocked('a'))).split('\n').length,
      );
      expect(text).toContain(`    ${arnOf('a')}\n`);
    }),
  );
});
