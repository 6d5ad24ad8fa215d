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
