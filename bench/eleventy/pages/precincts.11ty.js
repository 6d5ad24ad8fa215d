import { frame, tables, text } from "../lib/tables.js";

export const data = {
  pagination: { data: "election.places", size: 1, alias: "unit", addAllPagesToCollections: false },
  eleventyExcludeFromCollections: true,
  permalink: ({ unit }) => `president/precinct/${unit.id}/index.html`,
};

const UP = "../../../";

export function render({ election, unit }) {
  const county = unit.county;
  const crumbs = [
    ["Home", `${UP}index.html`],
    [election.title, `${UP}president/index.html`],
    [county.name, `${UP}president/county/${county.id}/index.html`],
  ];
  return frame(unit.name, crumbs,
    `<p>Precinct in ${text(county.name)}</p>\n<h1>${text(unit.name)}</h1>\n${tables(election, unit.figures)}`);
}
