import { furtherExtensions, requestable } from '../../../core/domain/reissue/requested-extensions.ts';

const extension = (oid: string) => ({ oid, critical: false, value: 'MAA=' });
const oidsOf = (extensions: readonly { readonly oid: string }[]) => extensions.map(({ oid }) => oid);

const BY_AUTHORITY = [
  '2.5.29.14',
  '2.5.29.18',
  '2.5.29.19',
  '2.5.29.31',
  '2.5.29.35',
  '2.5.29.46',
  '1.3.6.1.5.5.7.1.1',
];
const SET_BY_TEMPLATES = ['2.5.29.15', '2.5.29.37', '2.5.29.17'];
const FURTHER = ['2.5.29.32', '1.3.6.1.5.5.7.1.24', '1.3.6.1.4.1.99999.1'];
const all = [...BY_AUTHORITY, ...SET_BY_TEMPLATES, ...FURTHER].map(extension);

test('a request asks for all but what the CA makes itself, in the order of the certificate', () => {
  expect(oidsOf(requestable(all))).toEqual([...SET_BY_TEMPLATES, ...FURTHER]);
});

test('what no template sets, and what is no name, is further', () =>
  expect(oidsOf(furtherExtensions(all))).toEqual(FURTHER));
