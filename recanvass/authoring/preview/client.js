/* Runs in every page of the preview: renews the page when it is out of date, and shows faults over it. */
"use strict";
(() => {
  const { shows } = document.currentScript.dataset;
  if (window.recanvassPreview) {
    window.recanvassPreview.shows = shows;
    return;
  }
  const page = (window.recanvassPreview = { shows });
  const connecting = /<script defer src="\/livereload\.js[^>]*><\/script>/;
  let asked = 0;

  async function look() {
    const mine = ++asked;
    const question = new URLSearchParams({ page: location.pathname, shows: page.shows });
    const answer = await ask(`/.recanvass/state?${question}`).then((response) => response.json());
    if (mine === asked && answer.is_stale) await renew(mine);
    if (mine === asked) show(answer.faults);
  }

  function ask(address) {
    return fetch(address, { cache: "no-store" });
  }

  /* Writes the new page into this window, which is faster than loading it, and keeps the connection. Opening a document
     takes away what listens to it. */
  async function renew(mine) {
    const html = await ask(location.pathname).then((response) => response.text());
    if (mine !== asked) return;
    const { scrollX, scrollY } = window;
    document.open();
    listen();
    const ready = new Promise((done) => document.addEventListener("DOMContentLoaded", done));
    document.write(html.replace(connecting, ""));
    document.close();
    await ready;
    scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
  }

  function listen() {
    document.addEventListener("LiveReloadConnect", look);
  }

  function show(faults) {
    const id = "recanvass-faults";
    document.getElementById(id)?.remove();
    if (!faults.length) return;
    const box = element("section", "");
    box.id = id;
    box.setAttribute("role", "alert");
    const count = faults.length === 1 ? "One thing is" : `${faults.length} things are`;
    box.append(element("h2", `${count} to be put right`));
    box.append(element("p", "Behind this stands the page as it was last right. This goes away once it is saved right."));
    for (const fault of faults) box.append(element("pre", fault));
    const close = element("button", "Hide");
    close.type = "button";
    close.addEventListener("click", () => box.remove());
    box.append(close);
    document.body.prepend(box);
  }

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  window.LiveReloadPluginRecanvass = class {
    static identifier = "recanvass";
    static version = "1";
    reload() {
      look();
      return true;
    }
  };
  listen();
})();
