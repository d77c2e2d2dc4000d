// Defines <quorarium-stage>, which shows a cluster of Quorarium in a page of somebody else: it makes an iframe of
// `#/embed/…` when it comes near the viewport, and speaks with it by messages. docs/embedding.md says how to use it,
// embed.d.ts what each member means.
(() => {
  const NAME = 'quorarium-stage';
  // A second copy of this script finds its work done.
  if (customElements.get(NAME)) return;

  // A module does not know its own script, but it is in the document.
  const own = document.currentScript?.src || document.querySelector('script[src*="embed.js"]')?.src;
  const HOME = own ? new URL('./', own) : 'none:';
  const PLAIN = ['scenario', 'lesson', 'theme', 'base', 'height', 'label', 'view', 'controls', 'faults', 'panels'];
  // Seconds until an embed that does not answer is said to be missing.
  const PATIENCE = 30;

  // A sheet, since a strict policy of the host refuses style attributes. The fallback and the frame share a cell. The
  // outline is never drawn: its colour is that of the host's text, in red, green and blue however the host wrote it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { display: block }
    :host([hidden]), .live slot, .lost iframe { display: none }
    div { display: grid; outline-color: color-mix(in srgb, currentColor, currentColor) }
    slot, iframe { display: block; grid-area: 1/1; width: 100%; border: 0 }
    iframe { visibility: hidden }
    .live iframe { visibility: visible }
  `);

  let count = 0;

  class Stage extends HTMLElement {
    static observedAttributes = ['step', ...PLAIN];

    // The elements that are in the document, and what all of them watch: messages, whether they come near, and whatever may
    // change the theme of the host: its classes, the system, a colour that fades.
    static #all = new Set();
    static #follow = () => Stage.#all.forEach(stage => stage.#paint());
    static #looks = new MutationObserver(Stage.#follow);
    static #near = new IntersectionObserver(
      seen => seen.forEach(it => it.isIntersecting && it.target.#open()), { rootMargin: '300px' });
    static {
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', Stage.#follow);
      document.addEventListener('transitionend', Stage.#follow);
      addEventListener('message', event => Stage.#all.forEach(stage => stage.#hear(event)));
    }

    #box = document.createElement('div');
    // There while something is shown; its address, and the origin of its messages.
    #frame;
    #home;
    #origin;
    #isReady;
    #timer;
    #theme;
    #step;
    // Messages that wait until the embed is ready, and calls that wait for their answers.
    #queue = [];
    #calls = new Map();
    // How often it grew since anything else happened, and how wide it was.
    #grown;
    #width;

    constructor() {
      super();
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      root.append(this.#box);
    }

    connectedCallback() {
      Stage.#all.add(this);
      for (const part of [document.documentElement, document.body]) Stage.#looks.observe(part, { attributes: true });
      this.#load();
    }

    disconnectedCallback() {
      Stage.#all.delete(this);
      this.#unload();
    }

    attributeChangedCallback(name, before, value) {
      const frame = this.#frame;
      if (!Stage.#all.has(this)) return;
      if (frame && name === 'theme') this.#paint();
      else if (frame && name === 'label') this.#entitle();
      else if (frame && name === 'step' && value) {
        if (frame.src) this.#send({ type: 'seek', step: /^\d+$/.test(value) ? +value : value });
      } else if (before !== value) this.#load();
    }

    // Begins anew with what the attributes say. The frame is a new one, since another address of the old one would be a
    // place in the history of the host's tab. It makes no request yet.
    #load() {
      this.#unload();
      const slot = document.createElement('slot');
      // A link reads an address and never throws.
      const home = this.#home = document.createElement('a');
      home.href = this.base ?? HOME;
      let wrong;
      if (!/^(https?|file):/.test(home)) wrong = 'cannot tell where Quorarium is: give it base="https://…/"';
      else if (!this.scenario === !this.lesson) wrong = 'needs either scenario="raft/figure-8" or lesson="raft-roles/2"';
      if (wrong) {
        const says = document.createElement('p');
        says.textContent = `<${NAME}> ${wrong}.`;
        this.#box.replaceChildren(slot, says);
        return;
      }
      const frame = this.#frame = document.createElement('iframe');
      // Files have no origin that could be compared.
      this.#origin = home.protocol === 'file:' ? 'null' : home.origin;
      if (this.#origin !== self.origin) {
        frame.sandbox = 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox';
      }
      frame.allow = 'fullscreen; clipboard-write';
      frame.loading = 'lazy';
      frame.height = this.height ?? 420;
      this.#entitle();
      this.#box.replaceChildren(slot, frame);
      Stage.#near.observe(this);
    }

    #unload() {
      this.#box.className = '';
      this.#box.replaceChildren();
      this.#frame = this.#step = this.#isReady = undefined;
      this.#fail('The embed was loaded anew or removed.');
    }

    // The first request is made here.
    #open() {
      Stage.#near.unobserve(this);
      if (this.#frame?.src !== '') return;
      this.#theme = this.#wanted();
      let what = this.scenario || `learn/${this.lesson}`;
      const { step, view, controls, faults, panels } = this;
      const said = { k: step, v: view, controls, faults, panels, theme: this.#theme, fit: this.height ? null : 'content' };
      for (const key in said) {
        if (said[key] !== null) what += `${what.includes('?') ? '&' : '?'}${key}=${encodeURIComponent(said[key])}`;
      }
      this.#frame.src = `${this.#home}#/embed/${what}`;
      this.#timer = setTimeout(() => {
        const message = `No embed answered from ${this.#home} for ${PATIENCE} s.`;
        this.#box.className = 'lost';
        this.#fail(message);
        this.#emit({ type: 'error', message });
      }, PATIENCE * 1000);
    }

    #fail(why) {
      clearTimeout(this.#timer);
      this.#queue = [];
      this.#calls.forEach(call => call.reject(Error(why)));
      this.#calls.clear();
    }

    #entitle(title = this.scenario || this.lesson) {
      this.#frame.title = this.label ?? `Quorarium: ${title}`;
    }

    // The theme to show: `auto` is dark where the host's text is light.
    #wanted() {
      const theme = this.theme ?? 'auto';
      if (theme !== 'auto') return theme;
      const color = getComputedStyle(this.#box).outlineColor;
      const [red, green, blue] = color.match(/[\d.]+/g);
      const light = .2126 * red + .7152 * green + .0722 * blue;
      return light > (color.startsWith('rgb') ? 128 : .5) ? 'dark' : 'light';
    }

    #paint() {
      if (this.#frame?.src && this.#theme !== this.#wanted()) {
        this.#send({ type: 'theme', theme: this.#theme = this.#wanted() });
      }
    }

    #send(message) {
      const whole = structuredClone({ ...message, ns: 'quorarium', v: 1 });
      if (this.#isReady) this.#frame.contentWindow.postMessage(whole, this.#origin === 'null' ? '*' : this.#origin);
      else this.#queue.push(whole);
    }

    #call(type, more) {
      return new Promise((resolve, reject) => {
        if (!this.#frame) throw Error(`<${NAME}> is in no page or lacks an attribute.`);
        const id = ++count;
        this.#open();
        this.#send({ ...more, type, id });
        this.#calls.set(id, { resolve, reject });
      });
    }

    #hear({ source, origin, data }) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== this.#origin) return;
      if (data?.ns !== 'quorarium' || data.v !== 1) return;
      const { ns, v, ...message } = data;
      const { type, id, step } = message;
      if (Number.isInteger(step)) this.#step = step;
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (call) type === 'state' ? call.resolve(message) : call.reject(Error(message.message));
      else if (type === 'resize') this.#resize(message.height);
      else {
        this.#grown = 0;
        // An embed that cannot show what it is asked for is there too, and says so.
        if (type === 'ready' || type === 'error') this.#wake(message.title);
        this.#emit(message);
      }
    }

    #wake(title) {
      if (title) this.#entitle(title);
      clearTimeout(this.#timer);
      this.#isReady = true;
      this.#box.className = 'live';
      this.#queue.splice(0).forEach(message => this.#send(message));
    }

    // An embed whose content follows its frame would grow for ever: ten times in a row is enough.
    #resize(height) {
      const { clientWidth } = this.#frame;
      if (this.height || !Number.isFinite(height)) return;
      const next = Math.min(Math.max(Math.ceil(height), 120), 2000);
      if (next <= this.#frame.height || clientWidth !== this.#width) this.#grown = 0;
      else if (++this.#grown > 10) return;
      this.#width = clientWidth;
      this.#frame.height = next;
    }

    #emit(detail) {
      this.dispatchEvent(new CustomEvent(`quorarium:${detail.type}`, { bubbles: true, composed: true, detail }));
    }

    get step() { return this.#step ?? this.getAttribute('step'); }
    set step(value) { this.setAttribute('step', value); }
    next() { return this.#call('step'); }
    back() { return this.#call('back'); }
    play() { return this.#call('play'); }
    pause() { return this.#call('pause'); }
    seek(step) { return this.#call('seek', { step }); }
    load(what) { return this.#call('load', what); }
    act(statement) { return this.#call('act', { statement }); }
    state() { return this.#call('state'); }
  }

  for (const name of PLAIN) {
    Object.defineProperty(Stage.prototype, name, {
      get() { return this.getAttribute(name); },
      set(value) { value == null ? this.removeAttribute(name) : this.setAttribute(name, value); },
    });
  }
  customElements.define(NAME, Stage);
})();
