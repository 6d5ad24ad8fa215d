{
// What the other scripts share.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
// The signs between thousands and before decimals, as the page's own figures have them.
const [, GROUP, POINT] = (document.documentElement.dataset.number ?? "1,234.5").match(/^1(\D*)234(\D)5$/);
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, GROUP);
const plain = (text) => text.replaceAll(GROUP || "\0", "").replace(POINT, ".");
const written = (count) => grouped(String(count));
// The answer in a headline, without the name of what it is about; empty where a headline is only a name.
const answerOf = (headline) => {
  const parts = [...(headline?.childNodes ?? [])];
  const name = parts.find((part) => part.matches?.(".of, .hidden"));
  return name ? parts.filter((part) => part !== name).map((part) => part.textContent).join("").replace(/\s+/g, " ").trim() : "";
};
const copied = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", {}, text);
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
};
// Shows folders without the name of their file. From a disk the name is needed, so pages are written with it.
if (location.protocol.startsWith("http")) {
  for (const link of document.querySelectorAll('a[href*="index.html"]')) {
    if (link.host === location.host) {
      const href = link.getAttribute("href").replace(/(^|\/)index\.html(?=$|[?#])/, "$1");
      link.setAttribute("href", /^($|[?#])/.test(href) ? `./${href}` : href);
    }
  }
}
// Adds views to a history of figures: as shares, two releases beside each other, two candidates against each other.
// Figures are read as they are written, or from `data-exact` where the page rounds them, and reckoned in whole steps.
for (const box of document.querySelectorAll("[data-compare]")) {
  const texts = box.dataset;
  const DASH = "–";
  const MINUS = "\u2212";

  const read = (cell, show, decimals) => {
    const shown = cell.querySelector("b")?.textContent ?? cell.textContent.trim();
    const text = cell.dataset.exact ?? plain(shown);
    if (!/^\d+(\.\d+)?$/.test(text)) return null;
    const [whole, part = ""] = text.split(".");
    // A figure with fewer decimals than the table shows was published with those alone.
    return { steps: BigInt(whole + part.padEnd(decimals, "0").slice(0, decimals)), decimals: part.length < show ? part.length : decimals };
  };
  const rounded = (steps, from, to) => {
    const unit = 10n ** BigInt(from - Math.min(from, to));
    return ((2n * steps + unit) / (2n * unit)) * unit;
  };
  const write = (steps, from, decimals) => {
    const digits = String(steps).padStart(from + 1, "0");
    const whole = grouped(digits.slice(0, digits.length - from));
    const part = digits.slice(digits.length - from).slice(0, decimals);
    return part ? `${whole}${POINT}${part}` : whole;
  };
  // How far apart two figures are, as exactly as the coarser of the two was stated.
  const apart = (one, other, from, show) => {
    if (!one || !other) return null;
    const stated = Math.min(one.decimals, other.decimals);
    const gap = rounded(one.steps, from, stated) - rounded(other.steps, from, stated);
    const size = gap < 0n ? -gap : gap;
    const shown = rounded(size, from, Math.min(stated, show));
    if (!size) return { gap, text: "0" };
    return { gap, text: shown ? write(shown, from, Math.min(stated, show)) : write(size, from, stated) };
  };
  const share = (part, whole) => {
    if (!part || !whole?.steps) return DASH;
    const tenths = (part.steps * 2000n + whole.steps) / (whole.steps * 2n);
    if (part.steps && !tenths) return `<${write(1n, 1, 1)}%`;
    if (part.steps < whole.steps && tenths >= 1000n) return `>${write(999n, 1, 1)}%`;
    return `${write(tenths, 1, 1)}%`;
  };

  for (const table of box.querySelectorAll("table.history")) {
    const { show, decimals, shares } = Object.fromEntries(Object.entries(table.dataset).map(([key, value]) => [key, Number(value)]));
    const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
    const rows = [...table.tBodies[0].rows].map((row) => ({
      title: row.cells[0].textContent.trim(),
      link: row.cells[0].querySelector("a"),
      texts: [...row.cells].slice(1).map((cell) => cell.querySelector("b")?.textContent ?? cell.textContent.trim()),
      figures: [...row.cells].slice(1).map((cell) => read(cell, show, decimals)),
    }));
    const total = names.length - 1;
    if (rows.length < 2 || total < 2) continue;

    const place = table.closest(".scrolls");
    const pick = (label, options, chosen) => {
      const select = make("select", {}, ...options.map((text, at) => make("option", { value: at }, text)));
      select.value = String(chosen);
      select.addEventListener("change", draw);
      return { select, label: make("label", {}, make("span", {}, label), select) };
    };
    const head = (...cells) => make("thead", {}, make("tr", {}, ...cells.map((text) => make("th", { scope: "col" }, text))));
    const line = (title, ...cells) => make("tr", {}, make("th", { scope: "row" }, title), ...cells.map((cell) => make("td", {}, cell)));
    const linked = ({ link, title }) => (link ? make("a", { href: link.getAttribute("href") }, title) : title);
    const put = (header, lines) => {
      const drawn = make("table", { class: "compared" }, make("caption", { class: "hidden" }, table.caption.textContent.trim()), header, make("tbody", {}, ...lines));
      place.querySelector("table.compared")?.remove();
      table.after(drawn);
    };

    const views = {
      numbers: () => place.querySelector("table.compared")?.remove(),
      shares: () => put(
        head(texts.release, ...names.slice(0, -1)),
        rows.map((row) => line(linked(row), ...row.figures.slice(0, -1).map((figure) => share(figure, row.figures[total])))),
      ),
      releases: (first, second) => put(
        head(texts.candidate, rows[first].title, rows[second].title, texts.change),
        names.map((name, at) => {
          const moved = apart(rows[second].figures[at], rows[first].figures[at], decimals, show);
          const sign = moved?.gap > 0n ? "+" : moved?.gap < 0n ? MINUS : "";
          return line(name, rows[first].texts[at], rows[second].texts[at], moved ? sign + moved.text : DASH);
        }),
      ),
      candidates: (first, second) => put(
        head(texts.release, names[first], names[second], texts.lead),
        rows.map((row) => {
          const gap = apart(row.figures[first], row.figures[second], decimals, show);
          const ahead = gap && (gap.gap ? `${names[gap.gap > 0n ? first : second]} ${gap.text}` : texts.tied);
          return line(linked(row), row.texts[first], row.texts[second], ahead ?? DASH);
        }),
      ),
    };
    const kinds = ["numbers", ...(shares ? ["shares"] : []), "releases", ...(total > 1 ? ["candidates"] : [])];
    const last = rows.at(-1).figures.slice(0, -1);
    const order = [...last.keys()].sort((one, other) => (last[one]?.steps === last[other]?.steps ? one - other : (last[one]?.steps ?? -1n) < (last[other]?.steps ?? -1n) ? 1 : -1));
    const titles = rows.map((row) => row.title);

    const controls = place.previousElementSibling;
    let first;
    let second;
    const draw = () => views[kinds[view.select.value]](Number(first?.select.value), Number(second?.select.value));
    const choose = () => {
      first?.label.remove();
      second?.label.remove();
      const kind = kinds[view.select.value];
      [first, second] = kind === "releases" ? [pick(texts.from, titles, 0), pick(texts.to, titles, titles.length - 1)]
        : kind === "candidates" ? [pick(texts.first, names.slice(0, -1), order[0]), pick(texts.second, names.slice(0, -1), order[1])] : [];
      if (first) controls.append(first.label, second.label);
      table.hidden = kind !== "numbers";
    };
    const view = pick(texts.view, kinds.map((kind) => texts[kind]), 0);
    view.select.removeEventListener("change", draw);
    view.select.addEventListener("change", () => { choose(); draw(); });
    controls.append(view.label);
  }
}
// Puts a button under tables that copies them, as tab-separated values that spreadsheets take, and under texts to copy.
{
  const line = (row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).join("\t");

  for (const tools of document.querySelectorAll("[data-copy]")) {
    let source = tools;
    let folded; // the rows of the same table that fold away stand in one of their own, between it and the button
    while (source && !/^(TABLE|PRE)$/.test(source.tagName)) {
      folded ??= source.matches(".fold") ? source.querySelector("table") : undefined;
      source = source.previousElementSibling;
    }
    if (!source) continue;
    const status = make("span", { role: "status" });
    const hidden = make("span", { class: "hidden" }, ` ${(source.querySelector("caption :is(h2, h3, h4)") ?? source.caption)?.textContent ?? ""}`);
    const button = make("button", { type: "button" }, tools.dataset.copy, hidden);
    button.addEventListener("click", async () => {
      status.textContent = "";
      const text = source.rows ? [...source.rows, ...(folded?.tBodies[0].rows ?? [])].map(line).join("\n") : source.textContent.trim();
      if (await copied(text)) status.textContent = tools.dataset.copied;
    });
    tools.append(button, status);
  }
}
// Adds a field that narrows a list down to what matches every word typed, without regard to case and accents.
{
  const addFilter = (box) => {
    const { filter, count, items, groups } = box.dataset;
    const entries = [...box.querySelectorAll(items)].map((element) => ({ element, text: fold(element.textContent) }));
    const parts = [...box.querySelectorAll(groups)];
    const field = make("input", { type: "search", autocomplete: "off" });
    const status = make("span", { role: "status" });
    box.prepend(make("p", { class: "filter" }, make("label", {}, filter, field), status));

    const narrow = () => {
      const words = fold(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { element, text } of entries) {
        element.hidden = !words.every((word) => text.includes(word));
        shown += !element.hidden;
      }
      for (const part of parts) {
        part.hidden = !part.querySelector(`:is(${items}):not([hidden])`);
      }
      const figures = { shown: written(shown), all: written(entries.length) };
      status.textContent = words.length ? count.replace(/\{(\w+)\}/g, (_, name) => figures[name]) : "";
    };

    let waiting;
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(narrow, 120);
    });
    if (field.value) narrow();
  };

  document.querySelectorAll("[data-filter]").forEach(addFilter);
}
// Asks now and then whether a newer release is out, and offers it without moving the page. Rests while nobody looks.
{
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const box = document.querySelector("[data-latest]");

  const watch = () => {
    const shown = new Map(JSON.parse(box.dataset.shown));
    let waiting;
    let wait = MINUTE;
    let site;

    const offer = (text) => {
      box.replaceChildren(`${text} `, make("a", { href: location.href.split("#")[0] }, box.dataset.link));
      box.classList.add("newer");
    };
    const ask = async () => {
      try {
        const found = await (await fetch(box.dataset.latest, { cache: "no-cache" })).json();
        wait = MINUTE;
        const newer = found.contests.find(({ id, release, time }) => shown.has(id) && shown.get(id) !== `${release} ${time}`);
        if (newer) offer(box.dataset.newer.replace("{title}", newer.title).replace("{when}", newer.when));
        else if (site && site !== found.site) offer(box.dataset.changed);
        site ??= found.site;
      } catch {
        wait = Math.min(2 * wait, HOUR);
      }
      plan();
    };
    const plan = () => {
      clearTimeout(waiting);
      if (!document.hidden) waiting = setTimeout(ask, wait * (0.75 + Math.random() / 2));
    };
    document.addEventListener("visibilitychange", plan);
    plan();
  };

  if (box && location.protocol.startsWith("http")) watch();
}
// Remembers one place in this browser, at the reader's wish, and links to it from the home page. Nothing leaves the browser.
{
  const root = new URL(document.documentElement.dataset.root || "./", location.href);
  const KEY = `recanvass place ${root.pathname}`;
  const recall = () => {
    try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; }
  };
  const store = (place) => {
    try { if (place) localStorage.setItem(KEY, JSON.stringify(place)); else localStorage.removeItem(KEY); } catch { /* not allowed here */ }
  };
  const addButton = (box, click) => {
    const button = make("button", { type: "button", class: "button" });
    button.addEventListener("click", click);
    box.append(" ", button);
    return button;
  };

  for (const box of document.querySelectorAll("[data-remember]")) {
    const here = { name: box.dataset.name, href: location.pathname.slice(root.pathname.length) };
    const isHere = () => recall()?.href === here.href;
    const tell = () => {
      button.textContent = isHere() ? box.dataset.forget : box.dataset.remember;
    };
    const button = addButton(box, () => {
      store(isHere() ? null : here);
      tell();
    });
    tell();
  }

  for (const box of document.querySelectorAll("[data-remembered]")) {
    const place = recall();
    const before = [...box.childNodes];
    if (typeof place?.href !== "string" || /^\w+:|^\/|\.\./.test(place.href)) continue;
    const link = make("a", { href: new URL(place.href, root).href }, place.name);
    box.replaceChildren(`${box.dataset.remembered} `, link);
    addButton(box, () => {
      store(null);
      box.replaceChildren(...before);
      document.querySelector("[role=combobox], .seek a")?.focus();
    }).textContent = box.dataset.forget;
  }
}
// Turns the link to the index of places into a field that finds places, choices, requests and notes as one types.
// A combobox after the pattern of the ARIA authoring practices. The index is fetched when the field is first used.
{
  const SHOWN = 8;
  const root = document.documentElement.dataset.root;
  const words = (text) => fold(text).split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean).map((word) => word.replace(/^0*(\d+)(?:st|nd|rd|th)?$/, "$1"));

  const read = ({ groups }) => groups.flatMap(({ at, kind, items }) => items.map(([id, name, within = "", also = ""]) => {
    const own = words(name);
    const other = words(`${within} ${also} ${kind} ${id}`);
    const shown = [kind, within].filter(Boolean).join(", ");
    return { href: `${root}${at}${id ? `${id}/` : ""}`, name, within: shown, own, other, run: own.join("") };
  }));

  const best = (token, { own, other, run }) => {
    if (own.includes(token)) return 8;
    if (own.some((word) => word.startsWith(token))) return 5;
    if (other.includes(token)) return 4;
    if (other.some((word) => word.startsWith(token))) return 2;
    return token.length > 2 && run.includes(token) ? 1 : 0;
  };

  // How many letters have to be added, left out, exchanged or swapped with their neighbor to make one word the other.
  const apart = (one, other) => {
    let older = [];
    let old = Array.from({ length: other.length + 1 }, (_, column) => column);
    for (let row = 1; row <= one.length; row += 1) {
      const line = [row];
      for (let column = 1; column <= other.length; column += 1) {
        const same = one[row - 1] === other[column - 1];
        line[column] = Math.min(old[column] + 1, line[column - 1] + 1, old[column - 1] + (same ? 0 : 1));
        if (one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) line[column] = Math.min(line[column], older[column - 2] + 1);
      }
      [older, old] = [old, line];
    }
    return old[other.length];
  };

  // Numbers are never guessed: precinct 12 is not precinct 13.
  const nearly = (token, entry) => {
    const sure = best(token, entry);
    if (sure || token.length < 4 || /\d/.test(token)) return sure;
    const limit = token.length < 8 ? 1 : 2;
    const near = (word) => word.length > 3 && (apart(token, word) <= limit || apart(token, word.slice(0, token.length)) <= limit);
    // A name of several words, typed as one.
    const run = token.length > 5 && apart(token, entry.run.slice(0, token.length + 1)) <= limit;
    return entry.own.some(near) || run ? 3 : entry.other.some(near) ? 1 : 0;
  };

  const rank = (entries, query, pointsOf) => {
    const tokens = words(query);
    const found = [];
    entries.forEach((entry, order) => {
      const points = tokens.map((token) => pointsOf(token, entry));
      if (!tokens.length || points.includes(0)) return;
      const whole = entry.run === tokens.join("") || entry.own.length === tokens.length ? 9 : 0;
      found.push({ entry, order, score: points.reduce((sum, one) => sum + one, 0) / tokens.length + whole });
    });
    return found.sort((a, b) => b.score - a.score || a.order - b.order).map(({ entry }) => entry);
  };

  const enhance = (box) => {
    const { index, label, count, one, none, all } = box.dataset;
    const link = box.querySelector("a");
    const list = make("div", { role: "listbox", id: "_found", "aria-label": label, hidden: "" });
    const status = make("span", { role: "status", class: "hidden" });
    const field = make("input", {
      type: "search", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: link.textContent, "aria-label": label,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "_found", enterkeyhint: "go",
    });
    let entries;
    let active = -1;
    let matches = 0;
    const load = () => (entries ??= fetch(index).then((answer) => answer.json()).then(read, () => { entries = undefined; return []; }));

    const mark = (to) => {
      const options = [...list.children];
      active = to < 0 ? options.length - 1 : to >= options.length ? 0 : to;
      options.forEach((option, place) => option.setAttribute("aria-selected", place === active));
      field.setAttribute("aria-activedescendant", options[active].id);
      options[active].scrollIntoView({ block: "nearest" });
    };
    const close = () => {
      list.hidden = true;
      active = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const show = async () => {
      const query = field.value.trim();
      const everything = await load();
      const exact = rank(everything, query, best);
      const found = exact.length ? exact : rank(everything, query, nearly);
      if (query !== field.value.trim() || document.activeElement !== field) return;
      close();
      status.textContent = "";
      status.className = "hidden";
      if (!query) return;
      const options = [...found.slice(0, SHOWN), { href: link.href, name: all, within: "" }];
      list.replaceChildren(...options.map(({ href, name, within }, place) =>
        make("a", { role: "option", id: `_found${place}`, href, tabindex: "-1", "aria-selected": "false" }, name, " ", make("small", {}, within))));
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      matches = found.length;
      const text = matches > 1 ? count : matches ? one : none;
      status.className = found.length ? "hidden" : "remark";
      status.textContent = text.replace("{all}", written(found.length)).replace("{shown}", Math.min(SHOWN, found.length));
    };

    field.addEventListener("focus", load, { once: true });
    field.addEventListener("input", show);
    field.addEventListener("blur", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        if (list.hidden) show(); else mark(active < 0 && step < 0 ? -1 : active + step);
      } else if (event.key === "Enter" && field.value.trim()) {
        event.preventDefault();
        const chosen = active;
        // Without a match, the message stays and nothing is opened, unless somebody chose the list of all places.
        (list.hidden ? show() : Promise.resolve()).then(() => {
          if (matches || chosen >= 0) list.children[Math.max(chosen, 0)]?.click();
        });
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    link.replaceWith(field);
    box.append(list, status);
  };

  if (location.protocol.startsWith("http")) document.querySelectorAll("[data-index]").forEach(enhance);
}
// A button that shares the page where the system has a way to, and copies its address where it has none.
for (const box of document.querySelectorAll("[data-share]")) {
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const can = Boolean(navigator.share) && matchMedia("(pointer: coarse)").matches;
  const status = make("span", { role: "status" });
  const button = make("button", { type: "button" }, can ? box.dataset.share : box.dataset.link);
  button.addEventListener("click", async () => {
    status.textContent = "";
    if (can) {
      try { await navigator.share({ title: document.title, url: address }); } catch { /* closed without sharing */ }
    } else if (await copied(address)) status.textContent = box.dataset.copied;
  });
  box.append(status, button);
}
// Turns the heads of a table's columns into buttons that sort its rows.
{
  const { lang } = document.documentElement;
  const words = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
  const NUMBER = /^[<>%]*([+\u2212-]?)[<%]*(\d*\.?\d+)(?=$|[\s%])/;

  const read = (row, column) => row.cells[column].textContent.trim();
  const isEmpty = (text) => text === "" || text === "\u2013";
  const number = (text) => {
    const found = NUMBER.exec(plain(text));
    return found && Number(found[2]) * (/[\u2212-]/.test(found[1]) ? -1 : 1);
  };

  const sort = (table, column, ascending) => {
    for (const body of table.tBodies) {
      const rows = [...body.rows].map((row) => ({ row, text: read(row, column) }));
      const filled = rows.filter(({ text }) => !isEmpty(text));
      const numeric = isNumeric(table, column);
      filled.sort((a, b) => (numeric ? number(a.text) - number(b.text) : words.compare(a.text, b.text)) * (ascending ? 1 : -1));
      body.append(...[...filled, ...rows.filter(({ text }) => isEmpty(text))].map(({ row }) => row));
    }
  };

  const isNumeric = (table, column) => {
    const texts = [...table.tBodies].flatMap((body) => [...body.rows].map((row) => read(row, column)));
    return texts.every((text) => isEmpty(text) || number(text) !== null);
  };

  const addButtons = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button" }, ...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const before = head.getAttribute("aria-sort");
        const ascending = before ? before === "descending" : !isNumeric(table, column);
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sort(table, column, ascending);
      });
    });
  };

  for (const table of document.querySelectorAll("table[data-sort]")) {
    if (table.tHead && table.tBodies[0]?.rows.length > 1) addButtons(table);
  }
}
// Keeps the answer of a long page in sight, in one line at the top, once its headline has scrolled away.
{
  const LONG = 3;
  const headline = document.querySelector("h1");
  const said = answerOf(headline);
  if (said && document.documentElement.scrollHeight > LONG * innerHeight && "IntersectionObserver" in window) {
    // Readers of a screen reader have the headline itself.
    const bar = make("p", { class: "sticky", "aria-hidden": "true" }, said);
    document.body.append(bar);
    new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
      bar.classList.toggle("on", !isIntersecting && boundingClientRect.bottom < 0);
    }).observe(headline);
  }
}
// A place on a map is read in a strip below it: under the pointer, with the keyboard, and at the first tap. A second tap opens it.
for (const figure of document.querySelectorAll(".layer")) {
  const strip = figure.querySelector("[data-strip]");
  const map = strip.previousElementSibling;
  let chosen;
  strip.textContent = strip.dataset.strip;
  const show = (place) => {
    if (place === chosen) return;
    chosen?.classList.remove("chosen");
    chosen = place;
    place.classList.add("chosen");
    const [name, ...said] = place.querySelector("title").textContent.split(": ");
    strip.replaceChildren(
      make("span", {}, make("b", {}, name), " ", said.join(": ")),
      make("a", { href: place.getAttribute("href"), "aria-label": `${strip.dataset.open} ${name}` }, strip.dataset.open),
    );
  };
  // A picture that listens for focus itself would be one more stop for the Tab key.
  const listen = (name, heard) => strip.parentElement.addEventListener(name, (event) => {
    if (map.contains(event.target)) heard(event, event.target.closest("a"));
  });
  listen("pointerover", (event, place) => {
    if (place && event.pointerType === "mouse") show(place);
  });
  listen("focusin", (event, place) => {
    if (place?.matches(":focus-visible")) show(place);
  });
  listen("click", (event, place) => {
    if (!place || place === chosen || event.detail === 0) return;
    event.preventDefault();
    show(place);
  });
}
// Says what a page said when the reader last looked, if it says something else now. Nothing leaves the browser.
{
  const MOST = 60;
  const box = document.querySelector("[data-visit]");
  const said = answerOf(document.querySelector("h1"));
  const root = new URL(document.documentElement.dataset.root || "./", location.href);
  const recall = (store, key) => {
    try { return JSON.parse(store.getItem(key)) ?? {}; } catch { return {}; }
  };
  const tell = (before) => {
    if (typeof before !== "string" || before === said) return;
    box.textContent = box.dataset.visit.replace("{answer}", before);
    box.hidden = false;
  };

  if (box && said) {
    try {
      const key = `recanvass visits ${root.pathname}`;
      const page = location.pathname.slice(root.pathname.length);
      const kept = recall(localStorage, key);
      // Within one visit, what was said before it stays on the page.
      const visit = recall(sessionStorage, key);
      if (!(page in visit)) {
        visit[page] = kept[page] ?? null;
        sessionStorage.setItem(key, JSON.stringify(visit));
      }
      const { [page]: _, ...others } = kept;
      localStorage.setItem(key, JSON.stringify(Object.fromEntries([...Object.entries(others).slice(1 - MOST), [page, said]])));
      tell(visit[page]);
    } catch { /* the browser keeps nothing */ }
  }
}
}