// Unpacks what is carried, Python too: that is packed with xz, which saves a quarter of what gzip
// leaves, and needs WebAssembly as Python does.

import { gunzipSync } from "fflate";
import { XzReadableStream } from "xz-decompress";
import { decoded } from "./packed.js";

const XZ = 0xfd; // its first byte

/** The content of a file: a Uint8Array, or a promise of one. */
export function unpacked(text) {
  const bytes = decoded(text);
  if (bytes[0] !== XZ) return gunzipSync(bytes);
  const stream = new XzReadableStream(new Response(bytes).body);
  return new Response(stream).arrayBuffer().then((content) => new Uint8Array(content));
}
