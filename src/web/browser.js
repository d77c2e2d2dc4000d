// What only the browser can do: styles that come later, links and files. Everything that takes time gives a promise.

// The policy of the page allows no style in the document; a sheet of its own it does. Each is added once.
const adopted = new Set();
export const adopt = text => {
  if (adopted.size === adopted.add(text).size) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
};

// A file of the page's own host, as bytes.
export const load = async address => {
  const url = new URL(address, document.baseURI);
  if (url.origin !== location.origin) throw new Error('it is on another host');
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

// Scrolls as little as shows an element.
export const show = selector => document.querySelector(selector)?.scrollIntoView({ block: 'nearest' });

// Whether the page stands in a frame of another one.
export const framed = () => location.hash.startsWith('#/embed/');

// What the reader's browser keeps; one that keeps nothing says so by an exception, and then nothing is kept. In a frame
// nothing is.
export const keep = (name, text) => { try { framed() || localStorage.setItem(name, text); } catch {} };
export const kept = name => { try { return (!framed() && localStorage.getItem(name)) || ''; } catch { return ''; } };

// Opens an address of the page; from a frame one that leads out of it in a window of its own.
export const visit = hash => {
  if (framed() && !hash.startsWith('#/embed/')) open(hash, '_blank', 'noopener');
  else location.hash = hash;
};

// Goes on in a frame without a trace in the history of the window around it.
export const replace = hash => location.replace(hash === location.hash ? `${hash}&` : hash);

// Messages to the window around the frame, and from it: nobody else is heard.
const outer = () => framed() && parent !== window;
export const tell = message => outer() && parent.postMessage({ ns: 'quorarium', v: 1, ...message }, '*');
export const hear = take => {
  addEventListener('message', event => {
    const { data, source } = event;
    if (outer() && source === parent && typeof data === 'object' && data?.ns === 'quorarium') take(data);
  });
  // Links that lead out of the frame open a window of their own.
  document.addEventListener('click', event => {
    const link = event.target.closest?.('a[href*="#/"]');
    if (link && !link.hash.startsWith('#/embed/')) Object.assign(link, { target: '_blank', rel: 'noopener' });
  }, true);
};

// Tells how high an element is, now and whenever it has another height.
export const fit = selector => {
  const element = document.querySelector(selector);
  if (element) new ResizeObserver(() => tell({ type: 'resize', height: Math.ceil(element.getBoundingClientRect().height) })).observe(element);
};

export const full = () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.();

export const sleep = ms => new Promise(done => setTimeout(done, ms));

const through = (parts, way) => new Blob(parts).stream().pipeThrough(way);

export const pack = async text =>
  new Uint8Array(await new Response(through([text], new CompressionStream('deflate-raw'))).arrayBuffer());

// Null if it is longer than the most; it is read in pieces, since a few bytes can stand for gigabytes.
export const unpack = async (bytes, most) => {
  const reader = through([bytes], new DecompressionStream('deflate-raw')).getReader();
  const parts = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return new TextDecoder('utf-8', { fatal: true }).decode(await new Blob(parts).arrayBuffer());
    parts.push(value);
    if ((size += value.length) > most) return reader.cancel(), null;
  }
};

// The name and the text of a file that was dropped, or chosen in the sheet; no text if it is longer than the most.
export const read = async (dropped, most) => {
  const field = document.querySelector('.sheet input[type=file]');
  const file = (dropped?.dataTransfer ?? field)?.files[0];
  if (!file) return null;
  const found = [file.name, file.size > most ? null : await file.text()];
  if (field) field.value = '';
  return found;
};

export const save = (name, text) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

export const copy = text => navigator.clipboard.writeText(text);

export const page = () => location.href.split('#')[0];

export const go = (fragment, isNew) => history[isNew ? 'pushState' : 'replaceState'](null, '', fragment);
