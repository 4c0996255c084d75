/**
 * The small client for a `<script>` tag: it leaves a global `io`, as the whole one does.
 *
 * @module
 */

import { connect as io } from "./core.ts";

Object.assign(globalThis, { io });
