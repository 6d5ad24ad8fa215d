// A place on a map is read in a strip below it: under the pointer, with the keyboard, and at the first tap. A second tap opens it.
for (const figure of document.querySelectorAll(".layer")) {
  const strip = figure.querySelector("[data-strip]");
  const map = strip.previousElementSibling;
  let chosen;
  strip.textContent = strip.dataset.strip;
  const show = (place) => {
    if (place === chosen) return;
    chosen?.classList.remove("chosen");
    chosen = place;
    place.classList.add("chosen");
    const [name, ...said] = place.querySelector("title").textContent.split(": ");
    strip.replaceChildren(
      make("span", {}, make("b", {}, name), " ", said.join(": ")),
      make("a", { href: place.getAttribute("href"), "aria-label": `${strip.dataset.open} ${name}` }, strip.dataset.open),
    );
  };
  // A picture that listens for focus itself would be one more stop for the Tab key.
  const listen = (name, heard) => strip.parentElement.addEventListener(name, (event) => {
    if (map.contains(event.target)) heard(event, event.target.closest("a"));
  });
  listen("pointerover", (event, place) => {
    if (place && event.pointerType === "mouse") show(place);
  });
  listen("focusin", (event, place) => {
    if (place?.matches(":focus-visible")) show(place);
  });
  listen("click", (event, place) => {
    if (!place || place === chosen || event.detail === 0) return;
    event.preventDefault();
    show(place);
  });
}
