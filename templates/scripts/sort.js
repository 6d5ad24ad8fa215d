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
