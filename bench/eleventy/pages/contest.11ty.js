import { frame, sums, tables, text } from "../lib/tables.js";

export const data = { eleventyExcludeFromCollections: true, permalink: "president/index.html" };

export function render({ election }) {
  const counties = election.counties.map((county) => ({ ...county, figures: sums(county.units) }));
  return frame(election.title, [["Home", "../index.html"]],
    `<p>Feb. 3, 2020</p>\n<h1>${text(election.title)}</h1>\n${tables(election, sums(counties))}`);
}
