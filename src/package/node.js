// The package in Node: the program is read from the file beside this one, so `init` has nothing left to do.

import { readFileSync } from "node:fs";
import { initSync } from "./quorarium.js";

initSync({ module: readFileSync(new URL("./quorarium_bg.wasm", import.meta.url)) });

export * from "./quorarium.js";
export { default } from "./quorarium.js";
