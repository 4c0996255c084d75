/**
 * The client for a `<script>` tag: it leaves a global `io`, as Socket.IO's does.
 *
 * @module
 */

import { io } from "./io.ts";

Object.assign(globalThis, { io });
