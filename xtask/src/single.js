// Stands before the scripts of a page in one file: what they fetch lies in the page, packed, and nothing else can be had.
const types = { wasm: "application/wasm", json: "application/json" };

const files = (async () => {
  const element = document.getElementById("files");
  const packed = Uint8Array.from(atob(element.textContent), letter => letter.charCodeAt(0));
  element.remove();
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let at = bytes.indexOf(10);
  const list = JSON.parse(new TextDecoder().decode(bytes.subarray(0, at++)));
  return new Map(list.map(([name, length]) => [name, bytes.subarray(at, (at += length))]));
})();

const fetch = async address => {
  const folder = new URL(".", document.baseURI).href;
  const name = new URL(address, folder).href.slice(folder.length);
  const bytes = (await files).get(name);
  if (!bytes) throw new TypeError("this page is one file, and it does not lie in it");
  return new Response(bytes, { headers: { "Content-Type": types[name.split(".").pop()] ?? "" } });
};
