import { denial, type Identity, outcomeOf, type SessionRequest } from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, foreignAuthority, openssl } from './kit/openssl.ts';
import { done, newSetting, rest, type Setting, subordinate, workload } from './kit/roles-anywhere.ts';

let bench: Bench;
beforeAll(async () => (bench = await startBench()));
afterAll(() => bench.stop());

const answered = (robot: Identity, request: SessionRequest) => outcomeOf(bench.url, robot, request);

describe('a CRL', () => {
  interface Files {
    readonly crl: (...revoked: string[]) => string;
  }
  /** A CRL of openssl's `ca`, revoking the certificates given. */
  function listsOf(authority: Setting['authority']): Files {
    return {
      crl(...revoked) {
        const database = fileOf('');
        const config = fileOf(
          `[ca]\ndefault_ca=d\n[d]\ndatabase=${database}\ndefault_md=sha256\ndefault_crl_days=30\ncrlnumber=${fileOf('01\n')}\n`,
        );
        const by = ['-config', config, '-keyfile', fileOf(authority.key), '-cert', fileOf(authority.pem)];
        for (const pem of revoked) openssl('ca', ...by, '-revoke', fileOf(pem));
        return openssl('ca', ...by, '-gencrl');
      },
    };
  }

  test('refuses what it revokes while it is enabled, and nothing else', async () => {
    const account = freshAccount();
    const { authority, anchor, request } = await newSetting(bench, account);
    const [revoked, good] = [workload({ by: authority }), workload({ by: authority })];
    const crlData = Buffer.from(listsOf(authority).crl(revoked.certificate)).toString('base64');
    const { crlId } = await done<{ crlId: string }>(bench.url, account, 'POST', '/crls', {
      ...{ name: 'crl', crlData, trustAnchorArn: anchor.trustAnchorArn },
    });
    const statuses = async () => [(await answered(revoked, request)).status, (await answered(good, request)).status];
    expect(await statuses()).toEqual([201, 201]);
    await done(bench.url, account, 'POST', `/crl/${crlId}/enable`);
    expect(await answered(revoked, request)).toEqual(denial('Certificate revoked'));
    expect(await statuses()).toEqual([403, 201]);
    const none = Buffer.from(listsOf(authority).crl()).toString('base64');
    await done(bench.url, account, 'PATCH', `/crl/${crlId}`, { crlData: none });
    expect(await statuses()).toEqual([201, 201]);
  });

  test('refuses what stands below a revoked intermediate', async () => {
    const account = freshAccount();
    const { authority, anchor, request } = await newSetting(bench, account);
    const lower = subordinate(authority, 'Lower');
    const crlData = Buffer.from(listsOf(authority).crl(lower.pem)).toString('base64');
    const body = { name: 'crl', enabled: true, crlData, trustAnchorArn: anchor.trustAnchorArn };
    await done(bench.url, account, 'POST', '/crls', body);
    const robot = { ...workload({ by: lower }), chain: [lower.pem] };
    expect(await answered(robot, request)).toEqual(denial('Certificate revoked'));
  });

  test('must be signed by a CA of its anchor, of which it is one of two', async () => {
    const account = freshAccount();
    const { authority, anchor } = await newSetting(bench, account);
    const imported = (pem: string) =>
      rest(bench.url, account, 'POST', '/crls', {
        ...{ name: 'crl', crlData: Buffer.from(pem).toString('base64'), trustAnchorArn: anchor.trustAnchorArn },
      });
    const own = listsOf(authority).crl();
    const der = Buffer.from(own.replace(/-----.*-----|\s/g, ''), 'base64');
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const broken = `-----BEGIN X509 CRL-----\n${der.toString('base64')}\n-----END X509 CRL-----\n`;
    const messages = [];
    for (const pem of [listsOf(foreignAuthority()).crl(), broken, authority.pem, 'x'])
      messages.push((await imported(pem)).body['message']);
    expect(messages).toEqual([
      'The CRL is not signed by a CA of the trust anchor.',
      'The CRL is not signed by a CA of the trust anchor.',
      'crlData is no CRL in PEM format.',
      'crlData is no CRL in PEM format.',
    ]);
    expect([(await imported(own)).status, (await imported(own)).status]).toEqual([201, 201]);
    expect((await imported(own)).body['message']).toMatch(/at most 2 CRLs of a trust anchor/);
  });
});
