/** AWS does not take the repair of a CA, or it is not RenewGuard's to make: what stood stands, and people have to mend it. */
export class RepairRefused extends Error {
  override readonly name = 'RepairRefused';
}
