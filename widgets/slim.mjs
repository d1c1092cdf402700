// Takes out of Pyodide's runtime what only compiled packages need: none is ever loaded here.
// node slim.mjs PYODIDE_DIR OUT_DIR: writes a smaller pyodide.asm.js and pyodide.asm.wasm.
//
// A compiled package may call any C function of the interpreter and draw through SDL or OpenGL. So
// the module exports all its functions, the script holds each of them once more, and with them
// libraries that the module itself never calls. Names decide: what is named elsewhere, stays.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeU32 } from "@webassemblyjs/leb128";
import { parse, tokenizer } from "acorn";
import { full } from "acorn-walk";
import { minify } from "terser";
import { BinaryReader, BinaryReaderState, SectionCode } from "wasmparser";

const [from, to] = process.argv.slice(2);
const LOADER = "pyodide.mjs";
const SCRIPT = "pyodide.asm.js";
const MODULE = "pyodide.asm.wasm";

/** The name of what `node` reads or writes of `object`; undefined if it does not. */
function member(node, object) {
  if (node?.type !== "MemberExpression" || node.object.name !== object) return undefined;
  return node.computed ? node.property.value : node.property.name;
}

/** Count the words and the strings in scripts: a function that says how often one is there. */
function counted(...scripts) {
  const found = new Map();
  for (const script of scripts) {
    for (const { value } of tokenizer(script, { ecmaVersion: "latest", sourceType: "module" })) {
      found.set(value, (found.get(value) ?? 0) + 1);
    }
  }
  return (name) => found.get(name) ?? 0;
}

/** Remove the statements for which `drop` holds, in every block of `tree`. */
function filter(tree, drop) {
  full(tree, (node) => {
    if (node.type === "BlockStatement") node.body = node.body.filter((one) => !drop(one));
  });
}

/** Take from the table of functions that the script gives the module those it does not take. */
function dropUntaken(tree, imports) {
  const taken = new Set(imports);
  const aliases = []; // var _alias = _name
  let table;
  full(tree, (node) => {
    taken.add(member(node, "wasmImports"));
    if (node.type !== "VariableDeclarator") return;
    const { id, init } = node;
    if (id.name === "wasmImports") table = init;
    if (init?.type === "Identifier") aliases.push([id.name, init.name]);
  });
  const stays = ({ key }) => taken.has(key.name ?? key.value);
  const untaken = table.properties.filter((entry) => !stays(entry));
  table.properties = table.properties.filter(stays);
  const names = new Set(untaken.map(({ value }) => value.name));
  for (const { value } of table.properties) names.delete(value.name);
  // Backwards, as an alias may have aliases.
  for (const [alias, name] of aliases.reverse()) if (!names.has(alias)) names.delete(name);
  // What is said of such a function (`_f.sig = "ip"`, `Module["_f"] = _f`) would hold it here.
  filter(tree, ({ expression }) => {
    if (expression?.type !== "AssignmentExpression") return false;
    const { left, right } = expression;
    const of = left.object?.name;
    return names.has(of) || (of === "Module" && names.has(right.name));
  });
}

/**
 * Take out what is only handed on: `var _f = Module["_f"] = wasmExports["f"]`, or a number, where
 * nothing else names `_f` or `f`.
 */
function dropUncalled(tree, named) {
  filter(tree, ({ declarations }) => {
    const { left, right } = declarations?.[0].init ?? {};
    const name = member(left, "Module");
    if (!name?.startsWith("_")) return false;
    const isExport = member(right, "wasmExports") === name.slice(1);
    if (!isExport && typeof right.value !== "number") return false;
    return named(name) === 2 && named(name.slice(1)) === Number(isExport);
  });
}

/** The script as far as a module with these `imports`, and whoever loads it, can come to use it. */
async function slimScript(source, loader, imports) {
  const tree = parse(source, { ecmaVersion: "latest" });
  dropUntaken(tree, imports);
  dropUncalled(tree, counted(source, loader));
  // Text that is run sees no local names from now on, so that these may be shortened. Only compiled
  // packages bring such text.
  full(tree, (node) => {
    if (node.type !== "CallExpression" || node.callee.name !== "eval") return;
    const zero = { type: "Literal", value: 0 };
    node.callee = { type: "SequenceExpression", expressions: [zero, node.callee] };
  });
  const { code } = await minify(tree, {
    parse: { spidermonkey: true },
    compress: { passes: 3 },
    // Errors are told apart by their class's name.
    keep_classnames: true,
  });
  return code;
}

/** The bytes of a WebAssembly `module` with only those exports for which `keep` holds. */
function slimModule(module, keep) {
  const reader = new BinaryReader();
  reader.setData(module.buffer, module.byteOffset, module.byteLength);
  const exports = [];
  let end = 0; // of the section before
  while (reader.read()) {
    const { state, result, position } = reader;
    if (state === BinaryReaderState.ERROR) throw result;
    if (state === BinaryReaderState.BEGIN_SECTION && result.id !== SectionCode.Export) {
      reader.skipSection();
    }
    if (state === BinaryReaderState.EXPORT_SECTION_ENTRY) {
      const { field, kind, index } = result;
      const entry = [encodeU32(field.length), field, Buffer.of(kind), encodeU32(index)];
      if (keep(Buffer.from(field).toString())) exports.push(Buffer.concat(entry));
    }
    if (state !== BinaryReaderState.END_SECTION) continue;
    if (exports.length) {
      const section = Buffer.concat([encodeU32(exports.length), ...exports]);
      const head = [Buffer.of(SectionCode.Export), encodeU32(section.length)];
      return Buffer.concat([module.subarray(0, end), ...head, section, module.subarray(position)]);
    }
    end = position;
  }
  throw new Error(`${MODULE} exports nothing that is used`);
}

const [source, loader, module] = await Promise.all(
  [SCRIPT, LOADER, MODULE].map((name) => readFile(join(from, name))),
);
const imports = WebAssembly.Module.imports(new WebAssembly.Module(module)).map(({ name }) => name);
const script = await slimScript(String(source), String(loader), imports);
const named = counted(script, String(loader));
const taken = new Set(imports);
const used = (name) => taken.has(name) || named(name) || named(`_${name}`);
await writeFile(join(to, SCRIPT), script);
await writeFile(join(to, MODULE), slimModule(module, used));
