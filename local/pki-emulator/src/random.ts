/** Numbers from 0 up to, but without, 1; each call gives the next. */
export type Random = () => number;

const SEEDS = 2 ** 32;

/** mulberry32, a public-domain generator of 32 bits of state: small, even enough, the same everywhere for one seed. */
export function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS;
  };
}

/** A seed of its own for the n-th thing that draws, so that what one draws changes nothing for the others. */
export const seedFor = (seed: number, ordinal: number): number =>
  Math.floor(mulberry32((seed + Math.imul(ordinal, 0x9e3779b9)) >>> 0)() * SEEDS);
