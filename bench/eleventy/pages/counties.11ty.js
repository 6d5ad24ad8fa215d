import { decidingTotal, frame, list, sums, tables, text } from "../lib/tables.js";

export const data = {
  pagination: { data: "election.counties", size: 1, alias: "county", addAllPagesToCollections: false },
  eleventyExcludeFromCollections: true,
  permalink: ({ county }) => `president/county/${county.id}/index.html`,
};

const UP = "../../../";

export function render({ election, county }) {
  const crumbs = [["Home", `${UP}index.html`], [election.title, `${UP}president/index.html`]];
  const items = county.units.map((unit) =>
    [unit.name, `${UP}president/precinct/${unit.id}/index.html`, decidingTotal(election, unit.figures)]);
  return frame(county.name, crumbs, `<p>County in ${text(election.state)}</p>\n<h1>${text(county.name)}</h1>\n` +
    tables(election, sums(county.units)) + list("Precincts", items));
}
