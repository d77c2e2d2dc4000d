// What overlaps, is cut off or moves. Answers with sentences; none is good.
window.geometry = (() => {
  const SLACK = 1;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const seen = element => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return box.width > 0 && box.height > 0 && style.visibility !== 'hidden' && style.clipPath === 'none';
  };
  const box = element => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  // A figure's outline reaches half of its line farther than its box says; the bodies are what must keep apart.
  const part = (selector, inner) => all(selector).filter(seen).map(element => ({
    name: element.dataset.key || element.className.baseVal || element.className,
    key: element.dataset.key,
    box: box(inner ? element.querySelector(inner) : element),
  }));
  const meet = (a, b) => a.left + SLACK < b.right && b.left + SLACK < a.right
    && a.top + SLACK < b.bottom && b.top + SLACK < a.bottom;
  const within = (a, b) => a.left >= b.left - SLACK && a.top >= b.top - SLACK
    && a.right <= b.right + SLACK && a.bottom <= b.bottom + SLACK;
  const show = b => `${Math.round(b.left)},${Math.round(b.top)}-${Math.round(b.right)},${Math.round(b.bottom)}`;
  const say = (verb, a, b) => `${a.name} (${show(a.box)}) ${verb} ${b.name} (${show(b.box)})`;
  const number = key => (key || '').split('-').slice(1).join('-');

  const stage = () => {
    const found = [];
    const bodies = part('.stage .node', '.body');
    const captions = part('.stage [data-key^="caption-"]');
    const badges = part('.stage .bdg');
    const capsules = part('.stage .cap', '.bx');
    const legend = part('.stage .legend');
    const tools = part('.tools .btn');
    const clients = part('.stage .client');
    const cards = part('.stage .card');
    const apart = (ones, others) => {
      for (const one of ones) {
        for (const other of others) {
          if (one !== other && meet(one.box, other.box)) found.push(say('overlaps', one, other));
        }
      }
    };
    const solid = [...bodies, ...captions, ...legend, ...tools, ...clients];
    solid.forEach((one, place) => apart([one], solid.slice(place + 1)));
    // A badge sits on its own node's shoulder and on nothing else.
    for (const badge of badges) {
      apart([badge], solid.filter(it => it.key !== `node-${number(badge.key)}`));
    }
    // A card begins behind its own node.
    for (const card of cards) {
      apart([card], [...solid, ...cards].filter(it => it.key !== `node-${number(card.key)}`));
    }
    apart(capsules, [...solid, ...cards]);
    const room = all('.stagebox')[0];
    if (room) {
      for (const one of [...solid, ...cards, ...badges, ...capsules]) {
        if (!within(one.box, box(room))) found.push(say('is cut off by', one, { name: 'the stage', box: box(room) }));
      }
    }
    return found;
  };

  const logs = () => {
    const found = [];
    const room = all('.under').find(seen);
    if (!room) return found;
    for (const row of all('.under :is(.row, .ballot)')) {
      const cells = [...row.children].filter(it => it.classList.contains('cell')).map(it => ({
        name: `${row.dataset.key} ${it.dataset.key || 'empty'}`, box: box(it.querySelector('.c')), cell: it,
      }));
      cells.forEach((one, place) => cells.slice(place + 1).forEach(other => {
        if (meet(one.box, other.box)) found.push(say('overlaps', one, other));
      }));
      for (const one of cells) {
        if (!within(one.box, box(room))) found.push(say('is cut off by', one, { name: 'the logs', box: box(room) }));
        for (const text of all('text', one.cell)) {
          const words = { name: `"${text.textContent.trim()}"`, box: box(text) };
          // The box of a text is as high as its line; across, it is exact.
          if (words.box.left < one.box.left - SLACK || words.box.right > one.box.right + SLACK) {
            found.push(say('reaches out of', words, one));
          }
        }
        const [first, second] = all('text', one.cell).map(text => box(text));
        if (second && first.right > second.left + SLACK) found.push(`${one.name}: its texts overlap`);
      }
      const others = [...row.children].filter(it => it.matches('text, .node')).map(it => ({ name: it.textContent, box: box(it) }));
      for (const other of others) {
        for (const one of cells) if (meet(one.box, other.box)) found.push(say('overlaps', one, other));
        if (!within(other.box, box(room))) found.push(say('is cut off by', other, { name: 'the logs', box: box(room) }));
      }
    }
    const last = Math.max(0, ...all('.under .cell[data-key]').map(it => Number(it.dataset.key.split('-')[2])));
    const longest = Number(room.dataset.longest || 0);
    if (longest && last !== longest) found.push(`the logs end at ${last} of ${longest}`);
    return found;
  };

  const rows = () => {
    const found = [];
    const sides = (selector, room) => {
      const parts = all(selector).filter(seen).map(it => ({ name: (it.className.baseVal ?? it.className) || it.tagName, box: box(it) }));
      parts.forEach((one, place) => parts.slice(place + 1).forEach(other => {
        if (meet(one.box, other.box)) found.push(say('overlaps', one, other));
      }));
      const around = all(room).find(seen);
      for (const one of parts) {
        if (around && !within(one.box, box(around))) found.push(say('is cut off by', one, { name: room, box: box(around) }));
      }
    };
    sides('.top > *', '.top');
    sides('.top .ends > *', '.top');
    sides('.dock > *', '.dock');
    sides('.transport > *', '.transport');
    sides('.transport .buttons > *', '.transport');
    sides('.inv > li:first-child, .inv > li.shown', '.dock');
    sides('main > .top, main > .stagebox, main > .under, main > .panes, main > .panel, main > .viewbox', 'main');
    sides('.panel > *', '.panel');
    return found;
  };

  // Text that its own box cuts off. Lists that scroll, and lines that end in an ellipsis on purpose, may.
  const texts = () => {
    const found = [];
    for (const element of all('main *')) {
      if (!(element instanceof HTMLElement) || !seen(element) || !element.textContent.trim()) continue;
      if (element.closest('.sr, .branch, .evs, .vars, .reasons, .chainbox, .told, .tables, .inv, .turn, select, option')) continue;
      const style = getComputedStyle(element);
      const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
      const across = element.scrollWidth > element.clientWidth + SLACK;
      const upright = element.scrollHeight > element.clientHeight + SLACK && style.overflowY === 'hidden';
      if (clips && element.clientWidth > 0 && (across || upright)) {
        found.push(`${element.tagName}.${element.className} cuts off "${element.textContent.trim().slice(0, 40)}"`);
      }
    }
    return found;
  };

  const scroll = () => {
    const root = document.documentElement;
    return root.scrollWidth > innerWidth ? [`the page scrolls sideways: ${root.scrollWidth} in ${innerWidth}`] : [];
  };

  // The popover keeps off the thing that it belongs to.
  const popover = key => {
    const pop = all('.pop').find(seen);
    if (!pop) return ['there is no popover'];
    const thing = document.querySelector(`[data-key="${key}"]`);
    const own = thing.querySelector('.body, .bx, .hit') || thing;
    const [a, b] = [{ name: 'the popover', box: box(pop) }, { name: key, box: box(own) }];
    const found = [];
    const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    if (meet(a.box, b.box)) found.push(say('covers', a, b));
    if (a.box.left < 0 || a.box.right > innerWidth || a.box.top < 0) found.push(say('leaves', a, { name: 'the screen', box: screen }));
    if (pop.scrollWidth > pop.clientWidth + SLACK) found.push('the popover cuts off its text');
    return found;
  };

  // What must stay where it is: regions, nodes, buttons.
  const places = () => {
    const shots = {};
    const add = (selector, name) => all(selector).filter(seen).forEach((it, place) => {
      shots[name(it, place)] = show(box(it));
    });
    add('main > *:not(.sr):not(.sheet):not(.pop)', it => `region ${it.className}`);
    add('.dock > *, .dock .track', it => `dock ${it.className}`);
    add('.stage .node', it => it.dataset.key);
    add('.stage [data-key^="link-"] .hit', it => it.parentElement.dataset.key);
    add('.under .rowback', it => `row ${it.parentElement.dataset.key}`);
    add('.top button, .top a, .tools button, .transport button, .panel .seg button, .panel .ph button, .panel .ph input, .speed select',
      it => `button ${it.dataset.do || it.getAttribute('aria-label')}`);
    return shots;
  };
  // Where others are linked than before, another scene stands on the stage, and its nodes may stand elsewhere.
  const onStage = key => /^(node|link)-/.test(key);
  const links = places => Object.keys(places).filter(key => key.startsWith('link-')).sort().join();
  const moved = (before, after) => Object.keys(before).filter(key => {
    if (onStage(key) && links(before) !== links(after)) return false;
    const name = key.replace(/^button (do (crash|restart)|play).*/, '$1');
    return name === key && before[key] !== after[key];
  }).map(key => `${key} moved from ${before[key]} to ${after[key] || 'nowhere'}`);

  const audit = () => [...stage(), ...logs(), ...rows(), ...texts(), ...scroll()];

  // What is pressed is a button that says that it does this, put into the laboratory for the moment.
  const frame = () => new Promise(next => requestAnimationFrame(() => requestAnimationFrame(next)));
  const press = async deed => {
    const button = document.createElement('button');
    button.dataset.do = deed;
    document.querySelector('[data-fingerprint]').append(button);
    button.click();
    button.remove();
    await frame();
  };
  return { audit, popover, places, moved, frame, press };
})();
