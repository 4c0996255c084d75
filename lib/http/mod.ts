/**
 * What the server answers to plain HTTP: files, and whether it is well.
 *
 * @module
 */

export { type AppOptions, createApp } from "./app.ts";
export type { Page } from "./headers.ts";
