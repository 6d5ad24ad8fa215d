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
