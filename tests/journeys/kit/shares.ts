/** Ends the share of a CA with an account, as its owner would in RAM. */
export async function unshareFrom(
  emulatorUrl: string,
  certificateAuthorityArn: string,
  accountId: string,
): Promise<void> {
  const body = JSON.stringify({ certificateAuthorityArn, accountId });
  const response = await fetch(`${emulatorUrl}/_emulator/ram/shares`, { method: 'DELETE', body });
  if (!response.ok) throw new Error(await response.text());
}
