// Loads the parts of the program that come later. Every part lies in a file with the small pieces that it needs; a piece
// that several files hold is taken from the one that comes first.
import { initSync } from "{{main}}";

let imports;
const shared = () => {
  if (!imports) {
    const { {{shares}} } = initSync(undefined, undefined);
    imports = { __wasm_split: { {{canary}} {{shares}} } };
  }
  return imports;
};

// What did not come is asked for again the next time.
const once = (known, key, begin) =>
  known[key] ??= begin().catch(error => {
    delete known[key];
    throw error;
  });

const files = {};
const file = name => once(files, name, async () => {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new TypeError(`${name}: ${answer.status}`);
  return answer.arrayBuffer();
});

// Constants: where each stands and how long it is, and then the constant.
const write = bytes => {
  const { buffer } = shared().__wasm_split.memory;
  const numbers = new DataView(bytes);
  for (let at = 0; at < bytes.byteLength; ) {
    const length = numbers.getUint32(at + 4, true);
    new Uint8Array(buffer).set(new Uint8Array(bytes, at + 8, length), numbers.getUint32(at, true));
    at += 8 + length;
  }
};

const pieces = {};
const piece = (key, bytes, isModule = true) =>
  once(pieces, key, async () => (isModule ? WebAssembly.instantiate(bytes, shared()) : write(bytes)));

// The pieces of a file: a line of JSON tells the name and the length of each, that of constants below zero.
const unpack = bytes => {
  let at = new Uint8Array(bytes).indexOf(10);
  const list = JSON.parse(new TextDecoder().decode(bytes.slice(0, at++)));
  return list.map(([key, length]) => [key, bytes.slice(at, (at += Math.abs(length))), length > 0]);
};

const load = (own, ...large) => async (callback, data) => {
  let came = true;
  try {
    const [bundle, ...others] = await Promise.all([own, ...large].map(file));
    const small = unpack(bundle);
    const part = small.pop();
    await Promise.all([...large.map((name, place) => piece(name, others[place])), ...small.map(it => piece(...it))]);
    await piece(...part);
  } catch (error) {
    console.error(error);
    came = false;
  }
  shared().__wasm_split.__indirect_function_table.get(callback)(data, came);
};

{{loads}}
