import type { World } from '../world.ts';

export type ServiceName = 'acm' | 'acm-pca';

/** One call of one account: who, where, and what it may touch. */
export interface Call {
  readonly world: World;
  readonly service: ServiceName;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly requestId: string;
  readonly userAgent: string;
  readonly sourceAddress: string;
}
