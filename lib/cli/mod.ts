/**
 * The program around the server: what it is told to do, and what it says.
 *
 * @module
 */

export { addressLines, type Interface, type Listening } from "./addresses.ts";
export {
  type Config,
  type Outcome,
  readConfig,
  type Sources,
} from "./config.ts";
export { helpText } from "./help.ts";
export {
  configureLogging,
  LOG_CATEGORY,
  type LoggingOptions,
} from "./logging.ts";
export { ENV_NAMES } from "./options.ts";
export type {
  LogFormat,
  LogLevel,
  MessageScope,
  Settings,
} from "./settings.ts";
export type { Origins } from "./values.ts";
