// Puts a button under tables that copies them, as tab-separated values that spreadsheets take.
{
  const line = (row) => [...row.cells].map((cell) => cell.textContent.replace(/\s+/g, " ").trim()).join("\t");

  const write = async (text) => {
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

  for (const tools of document.querySelectorAll("[data-copy]")) {
    let table = tools;
    while (table && table.tagName !== "TABLE") table = table.previousElementSibling;
    if (!table) continue;
    const status = make("span", { role: "status" });
    const hidden = make("span", { class: "hidden" }, ` ${table.querySelector("caption :is(h2, h3, h4)")?.textContent ?? ""}`);
    const button = make("button", { type: "button" }, tools.dataset.copy, hidden);
    button.addEventListener("click", async () => {
      status.textContent = "";
      if (await write([...table.rows].map(line).join("\n"))) status.textContent = tools.dataset.copied;
    });
    tools.append(button, status);
  }
}
