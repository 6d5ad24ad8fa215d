// Asks now and then whether a newer release is out, and offers it without moving the page. Rests while nobody looks.
{
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const box = document.querySelector("[data-latest]");

  const watch = () => {
    const shown = new Map(JSON.parse(box.dataset.shown));
    let waiting;
    let wait = MINUTE;
    let site;

    const offer = (text) => {
      box.replaceChildren(`${text} `, make("a", { href: location.href.split("#")[0] }, box.dataset.link));
      box.classList.add("newer");
    };
    const ask = async () => {
      try {
        const found = await (await fetch(box.dataset.latest, { cache: "no-cache" })).json();
        wait = MINUTE;
        const newer = found.contests.find(({ id, release, time }) => shown.has(id) && shown.get(id) !== `${release} ${time}`);
        if (newer) offer(box.dataset.newer.replace("{title}", newer.title).replace("{when}", newer.when));
        else if (site && site !== found.site) offer(box.dataset.changed);
        site ??= found.site;
      } catch {
        wait = Math.min(2 * wait, HOUR);
      }
      plan();
    };
    const plan = () => {
      clearTimeout(waiting);
      if (!document.hidden) waiting = setTimeout(ask, wait * (0.75 + Math.random() / 2));
    };
    document.addEventListener("visibilitychange", plan);
    plan();
  };

  if (box && location.protocol.startsWith("http")) watch();
}
