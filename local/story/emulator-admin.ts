/** Calls the emulator's admin API, which plays what the services' own APIs don't cover: resource shares, uses, time. */
async function post(emulatorUrl: string, path: string, body: object): Promise<void> {
  const response = await fetch(`${emulatorUrl}/_emulator/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/** What RAM shares a CA with; each allows ACM's or another template only (service-facts 1.6). */
export const RAM_PERMISSIONS = {
  endEntity: 'AWSRAMDefaultPermissionCertificateAuthority',
  otherTemplate: 'AWSRAMBlankEndEntityCertificateAPICSRPassthroughIssuanceCertificateAuthority',
} as const;

/** Shares a CA with an account, in place of how it was shared with it before. */
export const shareWith = (
  emulatorUrl: string,
  certificateAuthorityArn: string,
  accountId: string,
  permission: string,
): Promise<void> => post(emulatorUrl, 'ram/shares', { certificateAuthorityArn, accountId, permissions: [permission] });

/** Says which integrated services use a certificate. */
export const useCertificate = (
  emulatorUrl: string,
  certificateArn: string,
  inUseBy: readonly string[],
): Promise<void> => post(emulatorUrl, 'certificates/in-use', { certificateArn, inUseBy });

/** Waits until every CloudTrail record so far has reached the bus. */
export async function recordsDelivered(emulatorUrl: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${emulatorUrl}/_emulator/deliveries`);
    const { pending } = (await response.json()) as { pending: number };
    if (pending === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
