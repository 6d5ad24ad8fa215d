/* Runs in every page of the preview: reloads the page when it is out of date, and shows faults over it. */
"use strict";
(() => {
  const shows = new URL(document.currentScript.src).searchParams.get("shows");
  const question = `/.recanvass/state?${new URLSearchParams({ page: location.pathname, shows })}`;
  let asked = 0;

  async function look() {
    const mine = ++asked;
    const answer = await fetch(question, { cache: "no-store" }).then((response) => response.json());
    if (mine !== asked) return;
    if (answer.is_stale) location.reload();
    else show(answer.faults);
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
  document.addEventListener("LiveReloadConnect", look);
})();
