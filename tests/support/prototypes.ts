/** What everyone inherits from, and nobody may change. */

const HEIRS = [
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  Error,
  RegExp,
  Map,
  Set,
  Promise,
  Uint8Array,
];

/** Everything that is in the prototypes now, to be compared with what is there later. */
export function prototypes(): unknown[] {
  return HEIRS.map(({ prototype }) => [
    Object.getPrototypeOf(prototype),
    Object.getOwnPropertyDescriptors(prototype),
  ]);
}
