import { createHash } from 'node:crypto';
import { daysLeft } from '../schedule/calendar.ts';
import { type AcmCertificate, materialOf } from '../acm/certificate.ts';
import { placeOf } from '../arns.ts';
import { partitionOf } from '../partition.ts';
import type { World } from '../world.ts';
import { partsOf } from '../x509/certificate.ts';
import { notAfterOf } from '../x509/chains.ts';

/** Tells AWS Health that a renewal does not succeed (service-facts 2.6); the event of one renewal is overwritten. */
export function tellHealth(certificate: AcmCertificate, { clock, publisher }: World): void {
  const { account, region } = placeOf(certificate.arn);
  const material = materialOf(certificate);
  if (!material) return;
  const code = certificate.type === 'PRIVATE' ? 'AWS_ACM_RENEWAL_FAILURE' : 'AWS_ACM_RENEWAL_STATE_CHANGE';
  const event = identity(`${certificate.arn} ${partsOf(material.certificate).serial}`);
  const end = notAfterOf(material.certificate);
  const detail = () => ({
    eventArn: `arn:${partitionOf(region)}:health:${region}::event/ACM/${code}/${code}-${event}`,
    service: 'ACM',
    eventTypeCode: code,
    eventTypeCategory: 'scheduledChange',
    startTime: httpDate(clock.now()),
    endTime: httpDate(end),
    eventDescription: [
      {
        language: 'en_US',
        latestDescription:
          `The certificate ${certificate.arn} expires in ${daysLeft(end, clock.now())} days and ACM could not renew it: ` +
          `${certificate.renewal?.reason ?? 'the domain is not validated'}.`,
      },
    ],
    affectedEntities: [{ entityValue: certificate.arn }],
  });
  publisher.publish({ account, region, detailType: 'AWS Health Event', resources: [certificate.arn], detail });
}

/** A UUID that stays the same for one renewal. */
const identity = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

/** `Wed, 6 Apr 2022 06:00:53 GMT`. */
const httpDate = (time: Date): string => time.toUTCString().replace(/ 0(\d) /, ' $1 ');
