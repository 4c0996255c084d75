/**
 * The time of day: the one kind of time that others write down, in tokens and in credentials. All
 * else goes by a `Clock`, which a change of the time of day does not move.
 *
 * @module
 */

/** Milliseconds since 1970, as the machine believes. */
export type WallClock = () => number;

/** The machine's own. */
export const wallClock: WallClock = (): number => Date.now();
