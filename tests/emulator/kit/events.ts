import type { EmulatorOptions } from '../../../local/pki-emulator/src/index.ts';
import { type Delivered, type FakeCloud, startCloud } from './cloud.ts';
import { type Bench, startBench } from './emulator.ts';

/** An emulator with a cloud that writes down its events. */
export interface EventBench {
  readonly bench: Bench;
  /** The events of a detail type, once nothing is pending. */
  typed(detailType: string): Promise<Delivered[]>;
  /** The CloudTrail records of an event name, likewise. */
  named(eventName: string): Promise<Delivered[]>;
  stop(): Promise<void>;
}

export async function startEventBench(options: EmulatorOptions = {}): Promise<EventBench> {
  const cloud: FakeCloud = await startCloud();
  const bench = await startBench({ cloudEndpoint: cloud.url, ...options });
  const eventsOf = async (kind: (event: Delivered) => boolean): Promise<Delivered[]> => {
    for (let attempt = 0; attempt < 1000; attempt++) {
      if (((await bench.admin('GET', '/deliveries')).body as { pending: number }).pending === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return cloud.events.filter(kind);
  };
  return {
    bench,
    typed: (detailType) => eventsOf((event) => event.detailType === detailType),
    named: (eventName) => eventsOf(({ record }) => record.eventName === eventName),
    async stop() {
      await bench.stop();
      await cloud.stop();
    },
  };
}

/** ISO 8601 in whole seconds, as events write times. */
export const seconds = (moment: Date | undefined) => moment?.toISOString().replace(/\.\d+Z$/, 'Z');

export const DETAIL_TYPES = {
  available: 'ACM Certificate Available',
  approaching: 'ACM Certificate Approaching Expiration',
  expired: 'ACM Certificate Expired',
  required: 'ACM Certificate Renewal Action Required',
  revoked: 'ACM Certificate Revoked',
  health: 'AWS Health Event',
} as const;

export const daysToExpiry = (events: Delivered[]) => events.map(({ record }) => record['DaysToExpiry']);

export const putInUse = (
  bench: Bench,
  certificateArn: string,
  inUseBy = ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/x'],
) => bench.admin('POST', '/certificates/in-use', { certificateArn, inUseBy });
