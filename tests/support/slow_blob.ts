/** A blob whose reading is the test's. */

export class SlowBlob extends Blob {
  readonly #ready = Promise.withResolvers<ArrayBuffer>();
  readonly #words: string;

  constructor(words: string = "") {
    super([words]);
    this.#words = words;
  }

  /** Lets it be read. */
  readable(): void {
    this.#ready.resolve(new TextEncoder().encode(this.#words).buffer);
  }

  /** Makes it as a file that is not there any more. */
  lost(): void {
    this.#ready.reject(new Error("the file is gone"));
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    return this.#ready.promise;
  }
}
