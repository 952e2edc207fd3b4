import { RevokeCertificateCommand } from '@aws-sdk/client-acm';
import { RevokeCertificateCommand as RevokeByCaCommand } from '@aws-sdk/client-acm-pca';
import { issuance, issued } from './kit/authorities.ts';
import { describe as described, imported, listed } from './kit/certificates.ts';
import { DAY } from './kit/emulator.ts';
import { DETAIL_TYPES, type EventBench, putInUse, seconds, startEventBench } from './kit/events.ts';
import { exportOf, managed, managedAcross, moveTo, renewed } from './kit/renewals.ts';

let stage: EventBench;
beforeEach(async () => void (stage = await startEventBench()));
afterEach(() => stage.stop());

describe('an issuance', () => {
  const DETAILS = 'IssueCertificateDetails';

  test('by a client is an event of acm-pca and a record of the service, with the certificate that was signed', async () => {
    const { account, pca, root } = await managed(stage.bench);
    const before = (await stage.named(DETAILS)).length;
    const { arn } = await issued(pca, issuance(root));
    const event = (await stage.typed('ACM Private CA Certificate Issuance')).at(-1);
    expect(event).toMatchObject({ account, resources: [root, arn], record: { result: 'success' } });
    const records = (await stage.named(DETAILS)).slice(before);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ account, detailType: 'AWS Service Event via CloudTrail', resources: [] });
    const serial = (arn.split('/').at(-1) ?? '').toUpperCase();
    expect(records[0]?.record).toMatchObject({
      eventType: 'AwsServiceEvent',
      userIdentity: { accountId: account, invokedBy: 'acm-pca.amazonaws.com' },
      requestParameters: null,
      responseElements: null,
      resources: [
        { accountId: account, type: 'AWS::ACMPCA::CertificateAuthority', ARN: root },
        { accountId: account, type: 'AWS::ACMPCA::Certificate', ARN: arn },
      ],
      serviceEventDetails: {
        tbsCertificate: expect.stringMatching(/^MII/) as string,
        issuerAuthorityKeyIdentifier: expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/) as string,
        issuerName: expect.stringContaining('CN=Test CA') as string,
        subject: expect.stringContaining('CN=') as string,
        notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        templateArn: 'arn:aws:acm-pca:::template/EndEntityCertificate/V1',
        signingAlgorithm: 'SHA256WITHECDSA',
        status: 'ISSUED',
        requesterAccountId: account,
        requesterArn: `arn:aws:iam::${account}:root`,
      },
    });
    const { serialNumber } = records[0]?.record['serviceEventDetails'] as { serialNumber: string };
    expect(serialNumber.replaceAll(':', '').padStart(32, '0')).toBe(serial);
  });

  test('that ACM asks for on renewal names ACM, in the account of the CA', async () => {
    const { account, arn, root, daysBefore } = await managed(stage.bench);
    const [before, calls] = [(await stage.named(DETAILS)).length, (await stage.named('IssueCertificate')).length];
    await moveTo(stage.bench, daysBefore(60));
    const [details, ...none] = (await stage.named(DETAILS)).slice(before);
    expect(none).toEqual([]);
    const said = details?.record['serviceEventDetails'];
    expect(said).toMatchObject({ requesterServicePrincipal: 'acm.amazonaws.com', status: 'ISSUED' });
    expect(said).not.toHaveProperty('requesterAccountId');
    const [call] = (await stage.named('IssueCertificate')).slice(calls);
    expect(call?.record).toMatchObject({
      userIdentity: { type: 'AWSService', invokedBy: 'acm.amazonaws.com' },
      sourceIPAddress: 'acm.amazonaws.com',
      requestParameters: { certificateAuthorityArn: root },
      recipientAccountId: account,
    });
    expect(call?.record.errorCode).toBeUndefined();
    expect(call?.time).toBe(daysBefore(60).getTime() / 1000);
    expect(arn).toContain(account);
  });

  test("of another account's CA is told to both accounts, ACM coming as its service-linked role", async () => {
    const { account, owner, daysBefore } = await managedAcross(stage.bench);
    const [before, calls] = [(await stage.named(DETAILS)).length, (await stage.named('IssueCertificate')).length];
    await moveTo(stage.bench, daysBefore(60));
    const details = (await stage.named(DETAILS)).slice(before);
    expect(details.map((each) => each.account).sort()).toEqual([account, owner].sort());
    expect(new Set(details.map(({ record }) => record['sharedEventID'])).size).toBe(1);
    const records = (await stage.named('IssueCertificate')).slice(calls);
    expect(records.map((each) => each.account).sort()).toEqual([account, owner].sort());
    expect(records[0]?.record.userIdentity).toMatchObject({
      type: 'AssumedRole',
      accountId: account,
      arn: `arn:aws:sts::${account}:assumed-role/AWSServiceRoleForCertificateManager/acm`,
      invokedBy: 'acm.amazonaws.com',
      sessionContext: { sessionIssuer: { userName: 'AWSServiceRoleForCertificateManager' } },
    });
  });

  test('that ACM is denied leaves no record', async () => {
    const { daysBefore } = await managed(stage.bench, { permitted: false });
    const before = (await stage.named('IssueCertificate')).length;
    await moveTo(stage.bench, daysBefore(50));
    expect(await stage.named('IssueCertificate')).toHaveLength(before);
  });
});

describe('a revocation', () => {
  test('through ACM makes an exported certificate DETAIL_TYPES.revoked, and ends its renewals and events', async () => {
    const { acm, pca, root, arn, certificate } = await managed(stage.bench);
    await acm.send(new RevokeCertificateCommand({ CertificateArn: arn, RevocationReason: 'KEY_COMPROMISE' }));
    const after = await described(acm, arn);
    expect(after).toMatchObject({
      Status: 'REVOKED',
      RevocationReason: 'KEY_COMPROMISE',
      RevokedAt: expect.any(Date) as Date,
      RenewalEligibility: 'INELIGIBLE',
    });
    expect(await listed(acm, { Includes: { keyTypes: ['EC_prime256v1'] } })).toMatchObject([
      { Status: 'REVOKED', RevokedAt: after.RevokedAt },
    ]);
    const [event] = await stage.typed(DETAIL_TYPES.revoked);
    expect(await stage.typed('ACM Certificate Revoked By CA')).toEqual([]);
    expect(event?.resources).toEqual([arn]);
    expect(event?.record).toEqual({
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      CertificateExpirationDate: seconds(certificate.NotAfter),
      Exportable: true,
    });
    const again = new RevokeByCaCommand({
      CertificateAuthorityArn: root,
      CertificateSerial: certificate.Serial ?? '',
      RevocationReason: 'UNSPECIFIED',
    });
    await expect(pca.send(again)).rejects.toMatchObject({ name: 'RequestAlreadyProcessedException' });
    await stage.bench.advance(400 * DAY);
    expect(await described(acm, arn)).toMatchObject({ Status: 'REVOKED', Serial: certificate.Serial });
    expect([...(await stage.typed(DETAIL_TYPES.approaching)), ...(await stage.typed(DETAIL_TYPES.expired))]).toEqual(
      [],
    );
  });

  test('through the CA reaches the certificate of ACM, if it is the current one', async () => {
    const { acm, pca, root, arn, certificate } = await managed(stage.bench);
    await renewed(acm, arn);
    const revoke = (serial = '') =>
      pca.send(
        new RevokeByCaCommand({
          CertificateAuthorityArn: root,
          CertificateSerial: serial,
          RevocationReason: 'CERTIFICATE_AUTHORITY_COMPROMISE',
        }),
      );
    await revoke(certificate.Serial);
    expect((await described(acm, arn)).Status).toBe('ISSUED');
    await revoke((await described(acm, arn)).Serial);
    expect(await described(acm, arn)).toMatchObject({ Status: 'REVOKED', RevocationReason: 'CA_COMPROMISE' });
    expect(await stage.typed(DETAIL_TYPES.revoked)).toHaveLength(1);
    expect(await stage.typed('ACM Private CA Certificate Revocation')).toHaveLength(2);
    const { Serial, RevokedAt, NotAfter } = await described(acm, arn);
    const [byAuthority, ...more] = await stage.typed('ACM Certificate Revoked By CA');
    expect([byAuthority?.resources, more]).toEqual([[arn], []]);
    expect(byAuthority?.record).toEqual({
      CertificateSerial: Serial,
      CertificateRevocationDate: seconds(RevokedAt),
      RevocationReason: 'CA_COMPROMISE',
      CertificateType: 'PRIVATE',
      CommonName: 'www.example.com',
      CertificateExpirationDate: seconds(NotAfter),
      Exportable: true,
    });
  });

  test('is refused for what was not exported, is in use, imported, revoked, or for reasons no CA has', async () => {
    const { acm, arn } = await managed(stage.bench, { exported: false });
    const revoke = (CertificateArn = arn, RevocationReason: 'SUPERSEDED' | 'CERTIFICATE_HOLD' = 'SUPERSEDED') =>
      acm.send(new RevokeCertificateCommand({ CertificateArn, RevocationReason }));
    const refused = { name: 'ValidationException' };
    await expect(revoke()).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('exported') as string,
    });
    await exportOf(acm, arn);
    await expect(revoke(arn, 'CERTIFICATE_HOLD')).rejects.toMatchObject(refused);
    await putInUse(stage.bench, arn);
    await expect(revoke()).rejects.toMatchObject({ name: 'ResourceInUseException' });
    await stage.bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: [] });
    await expect(revoke(await imported(acm))).rejects.toMatchObject(refused);
    await revoke();
    await expect(revoke()).rejects.toMatchObject(refused);
  });
});
