/** Nothing can be said at all, because AWS would not tell. The message says what was asked, and what lets it be read. */
export class NotRead extends Error {
  override readonly name = 'NotRead';
}
