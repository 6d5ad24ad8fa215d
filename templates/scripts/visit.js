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
