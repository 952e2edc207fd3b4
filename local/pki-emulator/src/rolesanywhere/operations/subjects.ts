import { type Subject, subjectDetail, subjectSummary } from '../subject.ts';
import { getting, listing } from './of-a-kind.ts';

const KIND = {
  kind: 'subject',
  noun: 'Subject',
  member: 'subject',
  all: ({ subjects }: { readonly subjects: Map<string, Subject> }) => subjects,
  detailOf: subjectDetail,
  summaryOf: subjectSummary,
} as const;

export const getSubject = getting(KIND);
export const listSubjects = listing(KIND);
