/** What the test of devices has in its page. */

export * from "../../lib/sdk/devices.ts";
export * from "../../lib/sdk/screen.ts";
