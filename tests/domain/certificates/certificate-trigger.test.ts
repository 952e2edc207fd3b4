import fc from 'fast-check';
import type { CertificateArn } from '../../../core/domain/arn.ts';
import {
  CERTIFICATE_EVENTS,
  eventCertificateTrigger,
  ISSUANCE_RECORDS,
  issuanceTrigger,
  manualCertificateTrigger,
  type IssuanceFields,
} from '../../../core/domain/certificates/certificate-trigger.ts';
import { InvalidInput } from '../../../core/domain/invalid-input.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { CERTIFICATE_ARN, CERTIFICATE_ID, ISSUED_ARN, SERIAL } from '../../builders/certificates.ts';
import { refusalOf } from '../../builders/refusals.ts';

const place = { partition: 'aws', region: 'eu-west-1', account: PKI };
const certificate: CertificateArn = { ...place, arn: CERTIFICATE_ARN, id: CERTIFICATE_ID, service: 'acm' };
const issued: CertificateArn = {
  ...place,
  arn: ISSUED_ARN,
  id: SERIAL,
  service: 'acm-pca',
  authorityArn: AUTHORITY_ARN,
};
const EXPIRING = 'ACM Certificate Approaching Expiration';
const LONG = 'x'.repeat(1024 * 1024);
const numbered = (index: number): string => `arn:aws:acm:eu-west-1:${PKI}:certificate/${index}`;

describe('a person’s request', () => {
  test.each([
    [CERTIFICATE_ARN, certificate],
    [ISSUED_ARN, issued],
  ])('is about the certificate it names: %s', (arn, expected) => {
    expect(manualCertificateTrigger(arn)).toEqual({ certificates: [expected], eventName: 'manual' });
  });

  test.each([undefined, null, '', 1, true, [CERTIFICATE_ARN], { arn: CERTIFICATE_ARN }, AUTHORITY_ARN])(
    'for %j is refused with the field',
    (arn) => {
      expect(refusalOf(() => manualCertificateTrigger(arn)).field).toBe('certificateArn');
    },
  );
});

describe('an event of ACM or AWS Health', () => {
  test.each(CERTIFICATE_EVENTS)('%s is about the certificates it names', (eventName) => {
    expect(eventCertificateTrigger(eventName, [CERTIFICATE_ARN])).toEqual({ certificates: [certificate], eventName });
  });

  test('about several names each once, in order', () => {
    const arns = [CERTIFICATE_ARN, numbered(2), CERTIFICATE_ARN, numbered(1)];
    expect(eventCertificateTrigger('AWS Health Event', arns).certificates.map(({ arn }) => arn)).toEqual([
      CERTIFICATE_ARN,
      numbered(2),
      numbered(1),
    ]);
  });

  test.each(['ACM Certificate Rotated', 'acm certificate expired', '', '__proto__', 'constructor', 'manual'])(
    'of type %j asks for nothing, whatever it names',
    (eventName) => {
      for (const resources of [[], [CERTIFICATE_ARN], [undefined], ['nonsense']])
        expect(eventCertificateTrigger(eventName, resources)).toEqual({
          certificates: [],
          eventName,
          skipped: `${eventName} is about no certificate's renewal`,
        });
    },
  );

  test('that names none is refused', () => {
    expect(refusalOf(() => eventCertificateTrigger(EXPIRING, []))).toMatchObject({
      field: 'resources',
      message: 'resources: expected the ARN of a certificate, got []',
    });
  });

  test.each<[unknown]>([
    [undefined],
    [null],
    [''],
    [7],
    [{}],
    [{ __proto__: CERTIFICATE_ARN }],
    [[CERTIFICATE_ARN]],
    ['__proto__'],
    ['arn:aws:s3:::bucket'],
    [`${CERTIFICATE_ARN}\n`],
    [LONG],
    [CERTIFICATE_ARN + LONG],
  ])(
    'that names something else among certificates has those inspected, and tells the other with its place',
    (wrong) => {
      const { certificates, skipped = '' } = eventCertificateTrigger(EXPIRING, [CERTIFICATE_ARN, wrong]);
      expect(certificates.map(({ arn }) => arn)).toEqual([CERTIFICATE_ARN]);
      expect(skipped).toMatch(/^resources\.1: expected /);
      expect(skipped.length).toBeLessThan(400);
      expect(refusalOf(() => eventCertificateTrigger(EXPIRING, [wrong])).field).toBe('resources.0');
    },
  );

  test('has five hundred certificates inspected, repeated or not, and tells how many more it named', () => {
    const many = Array.from({ length: 500 }, (_, index) => numbered(index));
    const all = eventCertificateTrigger('AWS Health Event', [...many, ...many]);
    expect([all.certificates.length, all.skipped]).toEqual([500, undefined]);
    const more = eventCertificateTrigger('AWS Health Event', [...many, numbered(500), numbered(501)]);
    expect([more.certificates.length, more.skipped]).toEqual([
      500,
      '2 more certificates than the 500 that one execution inspects',
    ]);
  });
});

describe('a record of an issuance', () => {
  const aRecord = (different: Partial<IssuanceFields> = {}): IssuanceFields => ({
    eventName: 'IssueCertificate',
    errorCode: '',
    certificateArn: ISSUED_ARN,
    status: '',
    requester: '',
    ...different,
  });

  test.each(ISSUANCE_RECORDS)('%s is about the certificate', (eventName) => {
    for (const record of [aRecord({ eventName }), { eventName, certificateArn: ISSUED_ARN }])
      expect(issuanceTrigger(record)).toEqual({ certificates: [issued], eventName });
    expect(issuanceTrigger(aRecord({ eventName, status: 'ISSUED' })).certificates).toEqual([issued]);
  });

  test.each<[string, Partial<IssuanceFields>, string]>([
    ['of another call', { eventName: 'RevokeCertificate' }, 'RevokeCertificate issues no certificate'],
    ['of no call', { eventName: '__proto__' }, '__proto__ issues no certificate'],
    [
      'that failed',
      { errorCode: 'LimitExceededException' },
      'IssueCertificate failed with LimitExceededException: nothing was issued',
    ],
    [
      'of an issuance that failed',
      { eventName: 'IssueCertificateDetails', status: 'FAILED' },
      'the issuance failed: there is no certificate',
    ],
    [
      'that ACM asked for',
      { requester: 'acm.amazonaws.com' },
      'ACM asked for it: its own events tell of the certificate',
    ],
  ])('%s asks for nothing, whatever it names', (_, different, skipped) => {
    for (const certificateArn of [ISSUED_ARN, '', 'nonsense'])
      expect(issuanceTrigger(aRecord({ ...different, certificateArn }))).toEqual({
        certificates: [],
        eventName: different.eventName ?? 'IssueCertificate',
        skipped,
      });
  });

  test.each(['acm.amazonaws.com.evil.example', 'ACM.amazonaws.com', `arn:aws:iam::${PKI}:root`, 'roles.amazonaws.com'])(
    'that %s asked for is inspected',
    (requester) => {
      expect(issuanceTrigger(aRecord({ requester })).certificates).toEqual([issued]);
    },
  );

  test('without a certificate is refused with the field', () => {
    for (const certificateArn of ['', AUTHORITY_ARN, 'nonsense', LONG])
      expect(refusalOf(() => issuanceTrigger(aRecord({ certificateArn }))).field).toBe('certificateArn');
    expect(refusalOf(() => issuanceTrigger({ eventName: 'IssueCertificate' })).field).toBe('certificateArn');
  });
});

test('whatever an event says, it is read, left alone, or refused by name, and only certificates come out', () => {
  const names = fc.oneof(fc.constantFrom(...CERTIFICATE_EVENTS, ...ISSUANCE_RECORDS), anyText());
  const texts = fc.oneof(
    anyText(),
    fc.constantFrom(CERTIFICATE_ARN, ISSUED_ARN, AUTHORITY_ARN, '', '__proto__', 'acm.amazonaws.com'),
  );
  const resources = fc.array(fc.oneof(texts, fc.jsonValue() as fc.Arbitrary<unknown>), { maxLength: 3 });
  fc.assert(
    fc.property(names, resources, texts, texts, texts, (eventName, named, certificateArn, errorCode, requester) => {
      const triggers = [
        () => eventCertificateTrigger(eventName, named),
        () => issuanceTrigger({ eventName, certificateArn, errorCode, requester }),
        () => manualCertificateTrigger(named[0]),
      ];
      for (const trigger of triggers)
        try {
          const { certificates, skipped } = trigger();
          if (certificates.length === 0) expect(skipped).toBeDefined();
          for (const { arn } of certificates) expect([CERTIFICATE_ARN, ISSUED_ARN]).toContain(arn);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
    }),
    { numRuns: 300 },
  );
});
