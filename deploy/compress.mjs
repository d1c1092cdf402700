// Puts a .br and a .gz beside every file of a built site that they make smaller, for servers that
// hand those out instead (nginx: brotli_static, gzip_static). A later build removes them.
// node deploy/compress.mjs [FOLDER [BROTLI_QUALITY]]
import { readdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [folder = "site", quality = "11"] = process.argv.slice(2);
// All but what is small or packed already. The archives of Python modules are not: they hold them as
// they are. Of sitemap.xml the build itself makes a .gz.
const TYPES = [".html", ".css", ".js", ".json", ".svg", ".dmn", ".wasm", ".zip"];
// Smaller ones gain nothing worth a file.
const LEAST = 1000;

const made = { files: 0, plain: 0, ".br": 0, ".gz": 0 };
for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile() || !TYPES.includes(extname(path))) continue;
  const content = await readFile(path);
  if (content.length < LEAST) continue;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: Number(quality),
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  made.files++;
  made.plain += content.length;
  for (const [ending, packed] of [
    [".br", await promisify(brotliCompress)(content, { params })],
    [".gz", await promisify(gzip)(content, { level: 9 })],
  ]) {
    made[ending] += packed.length;
    await writeFile(path + ending, packed);
  }
}
const size = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
console.log(
  `${made.files} files, ${size(made.plain)}: ${size(made[".br"])} as .br, ${size(made[".gz"])} as .gz`,
);
