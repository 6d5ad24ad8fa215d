// What the other scripts share.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const written = (count) => count.toLocaleString(document.documentElement.lang);
// The answer in a headline, without the name of what it is about; empty where a headline is only a name.
const answerOf = (headline) => {
  const parts = [...(headline?.childNodes ?? [])];
  const name = parts.find((part) => part.matches?.(".of, .hidden"));
  return name ? parts.filter((part) => part !== name).map((part) => part.textContent).join("").replace(/\s+/g, " ").trim() : "";
};
const copied = async (text) => {
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
