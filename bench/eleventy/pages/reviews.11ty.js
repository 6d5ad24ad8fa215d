import { frame, text } from "../lib/tables.js";

export const data = { eleventyExcludeFromCollections: true, permalink: "president/reviews/index.html" };

const UP = "../../";
const TITLE = "Recanvass and recount requests";

export function render({ election }) {
  const crumbs = [["Home", `${UP}index.html`], [election.title, `${UP}president/index.html`]];
  const cards = election.requests.map((one) =>
    `<li><b>${text(one.title)}</b> ${one.kind}, ${text(one.by)}, ${one.filed}: Accepted</li>\n`);
  const rows = election.requests.flatMap((one) => one.units.map((unit) =>
    `<tr><th scope="row"><a href="${UP}president/precinct/${unit.id}/index.html">${text(unit.name)}</a></th>` +
    `<td>${text(unit.county)}</td><td>${text(one.by)}</td></tr>\n`));
  return frame(TITLE, crumbs, `<h1>${TITLE}</h1>
<ul>
${cards.join("")}</ul>
<table>
<thead><tr><th scope="col">Place</th><th scope="col">In</th><th scope="col">Asked for by</th></tr></thead>
<tbody>
${rows.join("")}</tbody>
</table>`);
}
