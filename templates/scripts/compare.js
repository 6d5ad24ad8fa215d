// Adds views to a history of figures: as shares, two releases beside each other, two candidates against each other.
// Figures are read as they are written, or from `data-exact` where the page rounds them, and reckoned in whole steps.
for (const box of document.querySelectorAll("[data-compare]")) {
  const texts = box.dataset;
  const [, group, point] = texts.sample.match(/^1(\D*)234(\D)5$/);
  const DASH = "–";
  const MINUS = "\u2212";

  const read = (cell, show, decimals) => {
    const shown = cell.querySelector("b")?.textContent ?? cell.textContent.trim();
    const text = cell.dataset.exact ?? shown.replaceAll(group || "\0", "").replace(point, ".");
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
    const whole = digits.slice(0, digits.length - from).replace(/\B(?=(\d{3})+$)/g, group);
    const part = digits.slice(digits.length - from).slice(0, decimals);
    return part ? `${whole}${point}${part}` : whole;
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

    const controls = make("p", { class: "compare" });
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
    place.before(controls);
  }
}
