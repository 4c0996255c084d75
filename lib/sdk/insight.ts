/**
 * How connections fare, and why there is none: a file of its own in what a page loads, since a call can begin
 * without it. A room loads it as soon as it is joined, so that it is there when the server is not.
 *
 * @module
 */

export { diagnose, evidenceOf } from "./diagnose.ts";
export { QualityMeter } from "./quality.ts";
export { sampleOf } from "./statistics.ts";
