/** What the test of quality and diagnosis has in its page. */

export * from "../../lib/sdk/diagnose.ts";
export * from "../../lib/sdk/quality.ts";
