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
