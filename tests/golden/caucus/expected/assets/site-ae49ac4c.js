// Shows folders without the name of their file. From a disk the name is needed, so pages are written with it.
if (location.protocol.startsWith("http")) {
  for (const link of document.querySelectorAll('a[href*="index.html"]')) {
    if (link.host === location.host) {
      const href = link.getAttribute("href").replace(/(^|\/)index\.html(?=$|[?#])/, "$1");
      link.setAttribute("href", /^($|[?#])/.test(href) ? `./${href}` : href);
    }
  }
}
// Adds a field that narrows a list down to what matches every word typed, without regard to case and accents.
{
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const addFilter = (box) => {
    const { filter, count, items, groups } = box.dataset;
    const entries = [...box.querySelectorAll(items)].map((element) => ({ element, text: fold(element.textContent) }));
    const parts = [...box.querySelectorAll(groups)];
    const form = document.createElement("p");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const status = document.createElement("span");
    form.className = "filter";
    field.type = "search";
    field.autocomplete = "off";
    status.setAttribute("role", "status");
    label.append(filter, field);
    form.append(label, status);
    box.prepend(form);

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
      const figures = { shown: shown.toLocaleString(), all: entries.length.toLocaleString() };
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
// Turns the heads of a table's columns into buttons that sort its rows.
{
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const NUMBER = /^[<>]?([+\u2212-]?)<?([\d,]*\.?\d+)(?=$|[\s%])/;

  const read = (row, column) => row.cells[column].textContent.trim();
  const isEmpty = (text) => text === "" || text === "\u2013";
  const number = (text) => {
    const found = NUMBER.exec(text);
    return found && Number(found[2].replaceAll(",", "")) * (/[\u2212-]/.test(found[1]) ? -1 : 1);
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
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
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