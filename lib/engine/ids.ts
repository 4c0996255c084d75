/**
 * Public ids.
 *
 * @module
 */

/**
 * An id that nobody can guess and nobody else has: 128 random bits as 22 characters of base64url.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
