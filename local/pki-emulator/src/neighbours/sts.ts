import { rootArn } from '../arns.ts';
import type { Neighbour } from './neighbour.ts';

/** STS GetCallerIdentity, so that clients work against the emulator alone: a caller is its account's root. */
export const sts: Neighbour = {
  service: 'sts',
  besideCloud: true,
  unknown: 'InvalidAction',
  operations: {
    GetCallerIdentity: {
      members: [],
      answer: ({ account, region }) => ({ Arn: rootArn(account, region), UserId: account, Account: account }),
    },
  },
};
