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
