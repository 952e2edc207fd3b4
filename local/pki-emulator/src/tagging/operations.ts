import type { Service } from '../wire/operation.ts';
import { getResources } from './get-resources.ts';

/** The one operation of the Resource Groups Tagging API that a reader of certificates needs (service model 2017-01-26). */
export const taggingOperations: Service = {
  name: 'tagging',
  operations: [getResources],
  refused: [
    'DescribeReportCreation',
    'GetComplianceSummary',
    'GetTagKeys',
    'GetTagValues',
    'ListRequiredTags',
    'StartReportCreation',
    'TagResources',
    'UntagResources',
  ],
};
