import type { HttpAnswer } from '../../wire/messages.ts';

/** An XML answer of S3. @param content the root's inner XML, already escaped */
export const document = (root: string, content: string): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`,
});
