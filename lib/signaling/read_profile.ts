/**
 * What a peer tells of itself, of whom everything is feared.
 *
 * @module
 */

import {
  type Muted,
  type Profile,
  type ProfileChange,
  ROOM_LIMITS,
} from "../parlance/mod.ts";
import { readBoolean, readJson, readObject } from "./fields.ts";
import { isPeerName } from "./names.ts";
import { refusal } from "./refusals.ts";

/** What a peer is that says nothing of itself. */
export const STRANGER: Profile = {
  name: "Guest",
  metadata: null,
  muted: { audio: false, video: false },
};

/**
 * Reads what there is of a profile; other fields are passed over.
 *
 * @throws {Refusal} `name-invalid`, `data-too-large` or `request-invalid`.
 */
export function readProfileChange(value: unknown): ProfileChange {
  const { name, metadata, muted } = readObject(value);
  return {
    ...name !== undefined && { name: readName(name) },
    ...metadata !== undefined && {
      metadata: readJson(metadata, ROOM_LIMITS.metadataChars, "metadata").json,
    },
    ...muted !== undefined && { muted: readMuted(muted) },
  };
}

/** Reads a whole profile: what is left out is as for a stranger. */
export function readProfile(value: unknown): Profile {
  return { ...STRANGER, ...readProfileChange(value) };
}

function readName(name: unknown): string {
  if (isPeerName(name)) return name;
  throw refusal(
    "name-invalid",
    `Cannot take the name: it must be 1 to ${ROOM_LIMITS.nameChars} characters that can be seen, and spaces within`,
  );
}

function readMuted(value: unknown): Muted {
  const fields = readObject(value);
  return {
    audio: readBoolean(fields, "audio"),
    video: readBoolean(fields, "video"),
  };
}
