// What widgets/offline/carried.py has packed into letters.

import { gunzipSync } from "fflate";
import alphabet from "built:alphabet"; // widgets/offline/carried.py says why which

const VALUES = new Uint8Array(128);
[...alphabet].forEach((letter, value) => (VALUES[letter.charCodeAt(0)] = value));
const BASE = alphabet.length;
const BYTES = BASE === 64 ? 3 : 4; // in a group of one letter more

/** The bytes that are written in `text`. */
export function decoded(text) {
  const group = BYTES + 1;
  const missing = (group - (text.length % group)) % group;
  const whole = text + alphabet[BASE - 1].repeat(missing);
  const bytes = new Uint8Array((whole.length / group) * BYTES);
  for (let from = 0, to = 0; from < whole.length; ) {
    let value = 0;
    for (let n = 0; n < group; n += 1) value = value * BASE + VALUES[whole.charCodeAt(from++)];
    for (let n = BYTES; n--; ) bytes[to++] = value >>> (8 * n);
  }
  return bytes.subarray(0, bytes.length - missing);
}

/** The content of a small file: a Uint8Array. */
export function small(text) {
  return gunzipSync(decoded(text));
}
