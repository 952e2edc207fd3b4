/** Account and region of an ARN that the emulator made. */
export function placeOf(arn: string): { readonly account: string; readonly region: string } {
  const [, , , region = '', account = ''] = arn.split(':');
  return { account, region };
}
