/**
 * Files whose every byte says where it was.
 *
 * @module
 */

/** `size` bytes, which differ from those of another seed. */
export function bytesOf(size: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = seed >>> 0;
  for (let index = 0; index < size; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** A blob whose reading fails from the byte `end` on. */
export class RottenBlob extends Blob {
  readonly #end: number;

  constructor(bytes: Uint8Array<ArrayBuffer>, end: number) {
    super([bytes]);
    this.#end = end;
  }

  override slice(start: number = 0, end: number = this.size): Blob {
    return end <= this.#end ? super.slice(start, end) : new Unreadable();
  }
}

class Unreadable extends Blob {
  override arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new DOMException("", "NotReadableError"));
  }
}
