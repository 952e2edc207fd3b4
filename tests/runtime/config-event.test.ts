import { readFileSync } from 'node:fs';
import { configEvent } from '../../core/runtime/config-event.ts';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { anItem, changed, oversized, scheduled } from '../builders/config-events.ts';

const read = (event: unknown) => parseInput(configEvent, event);
const invoking = (event: unknown) => read(event).invokingEvent;

test('the sample is a scheduled notification for a run by hand', () => {
  const sample = JSON.parse(readFileSync('events/direct/evaluate-compliance.json', 'utf8')) as unknown;
  expect(read(sample)).toEqual({
    accountId: '111122223333',
    configRuleName: 'renewguard-renewal',
    eventLeftScope: false,
    resultToken: 'TESTMODE',
    invokingEvent: { at: '2026-11-22T10:00:00.000Z' },
  });
});

const { resourceType, resourceId } = anItem();

test.each([
  ['a change', changed(anItem())],
  ['an oversized change', oversized(anItem())],
])('%s names its resource, and when Config saw it', (_, event) => {
  expect(invoking(event)).toEqual({
    at: '2026-11-22T09:58:00.000Z',
    changed: { resourceType, resourceId, arn: resourceId, isGone: false },
  });
});

test.each([
  ['OK', false],
  ['ResourceDiscovered', false],
  ['ResourceDeleted', true],
  ['ResourceNotRecorded', true],
  ['ResourceDeletedNotRecorded', true],
])('the status %s: gone is %s', (configurationItemStatus, isGone) => {
  expect(invoking(changed(anItem({ configurationItemStatus })))).toMatchObject({ changed: { isGone } });
});

test('an item without an ARN is known by its id', () => {
  expect(invoking(changed(anItem({ ARN: null })))).toMatchObject({ changed: { arn: resourceId } });
});

test.each([
  ['accountId', scheduled({ accountId: undefined })],
  ['resultToken', scheduled({ resultToken: '' })],
  ['configRuleName', scheduled({ configRuleName: 7 })],
  ['eventLeftScope', scheduled({ eventLeftScope: 'no' })],
  ['invokingEvent', scheduled({ invokingEvent: { messageType: 'ScheduledNotification' } })],
  ['invokingEvent', scheduled({ invokingEvent: '{' })],
  ['invokingEvent', scheduled({ invokingEvent: 'null' })],
  [
    'invokingEvent.messageType',
    scheduled({ invokingEvent: '{"messageType":"ConfigurationSnapshotDeliveryCompleted"}' }),
  ],
  [
    'invokingEvent.notificationCreationTime',
    scheduled({ invokingEvent: '{"messageType":"ScheduledNotification","notificationCreationTime":"today"}' }),
  ],
  ['invokingEvent.configurationItem.resourceId', changed(anItem({ resourceId: '' }))],
])('what is wrong is named: %s', (field, event) => {
  expect(() => read(event)).toThrow(expect.objectContaining({ name: 'InvalidInput', field }) as Error);
});
