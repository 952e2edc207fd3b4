import { readFileSync } from 'node:fs';

/** The sample of events/direct: Config's ScheduledNotification, with the token of a run by hand. */
const SCHEDULED = JSON.parse(readFileSync('events/direct/evaluate-compliance.json', 'utf8')) as Record<string, unknown>;

/** On schedule, with a token of Config's. */
export const scheduled = (different: object = {}) => ({ ...SCHEDULED, resultToken: 'eyJlbmNyeXB0ZWQi', ...different });

/** A configuration item (Config developer guide, Example events), as far as functions look at it. */
export const anItem = (different: object = {}) => ({
  awsAccountId: '111122223333',
  awsRegion: 'eu-west-1',
  configurationItemCaptureTime: '2026-11-22T09:58:00.000Z',
  configurationItemStatus: 'OK',
  resourceType: 'AWS::ACM::Certificate',
  resourceId: 'arn:aws:acm:eu-west-1:111122223333:certificate/6f1a4e0c-2a3b-4c5d-8e9f-0a1b2c3d4e5f',
  ARN: 'arn:aws:acm:eu-west-1:111122223333:certificate/6f1a4e0c-2a3b-4c5d-8e9f-0a1b2c3d4e5f',
  ...different,
});

/** On a change. */
export const changed = (item: object, different: object = {}) =>
  scheduled({
    invokingEvent: JSON.stringify({ configurationItem: item, messageType: 'ConfigurationItemChangeNotification' }),
    ...different,
  });

/** On a change whose item is too long for a message. */
export const oversized = (item: object) =>
  scheduled({
    invokingEvent: JSON.stringify({
      configurationItemSummary: { changeType: 'UPDATE', ...item },
      messageType: 'OversizedConfigurationItemChangeNotification',
    }),
  });
