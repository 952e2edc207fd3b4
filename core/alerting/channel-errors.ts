/** A channel takes nothing now: whatever waits for it is sent later, in its order. Never says what may be secret. */
export class ChannelBusy extends Error {
  override readonly name = 'ChannelBusy';
}

/** A channel won't take this notice: it is tried again later, and what comes after it is not held up. */
export class ChannelRefused extends Error {
  override readonly name = 'ChannelRefused';
}
