// What widgets/offline/carried.py has packed into letters.

import { gunzipSync } from "fflate";

// base64.b85encode's, but for four that mean something in HTML or in a script.
const ALPHABET =
  "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#]%:()*+-;.=>?@^_[{|}~";
const VALUES = new Uint8Array(128);
[...ALPHABET].forEach((letter, value) => (VALUES[letter.charCodeAt(0)] = value));
const GROUP = 5; // letters for four bytes

/** The bytes that are written in `text`. */
export function decoded(text) {
  const missing = (GROUP - (text.length % GROUP)) % GROUP;
  const whole = text + "~".repeat(missing);
  const bytes = new Uint8Array((whole.length / GROUP) * 4);
  for (let from = 0, to = 0; from < whole.length; to += 4) {
    let value = 0;
    for (let n = 0; n < GROUP; n += 1) value = value * 85 + VALUES[whole.charCodeAt(from++)];
    bytes[to] = value >>> 24;
    bytes[to + 1] = value >>> 16;
    bytes[to + 2] = value >>> 8;
    bytes[to + 3] = value;
  }
  return bytes.subarray(0, bytes.length - missing);
}

/** The content of a small file: a Uint8Array. */
export function small(text) {
  return gunzipSync(decoded(text));
}
