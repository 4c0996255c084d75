/** What a page loads as `client.mjs` holds the conversations that its source holds. */

import { takeBuiltWhole } from "../support/either_client.ts";

await takeBuiltWhole();
await import("./auth_test.ts");
await import("./disconnect_test.ts");
await import("./faults_test.ts");
await import("./malformed_test.ts");
await import("./manager_test.ts");
await import("./reconnect_test.ts");
await import("./session_test.ts");
await import("./socket_test.ts");
