// Figures to tables. A row of figures holds one whole number a choice in ballot order (SDE as ten-thousandths).
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
export const text = (value) => value.replace(/[&<>"']/g, (sign) => SIGNS[sign]);

const grouped = (whole) => whole.toString().replace(/\B(?=(\d{3})+$)/g, ",");
export const figure = (n, decimals) => {
  if (!decimals) return n < 1000 ? n : grouped(n);
  const whole = Math.floor(n / 10000);
  return `${whole < 1000 ? whole : grouped(whole)}.${String(n % 10000).padStart(4, "0")}`;
};

const sum = (row) => row.reduce((total, n) => total + n, 0);
export const sums = (units) => units[0].figures.map((row, tally) =>
  row.map((_, choice) => units.reduce((total, unit) => total + unit.figures[tally][choice], 0)));

export const decidingTotal = (election, figures) => {
  const index = election.order[0];
  return figure(sum(figures[index]), election.tallies[index].decimals);
};

const percent = (n, total, tenths) => {
  if (!total) return "–";
  if (n && !tenths) return "&lt;0.1%";
  return n < total && tenths >= 1000 ? "&gt;99.9%" : `${(tenths / 10).toFixed(1)}%`;
};

function table(election, tally, row) {
  const total = sum(row);
  const choices = election.choices;
  const order = row.map((_, index) => index);
  const ranked = order.filter((index) => choices[index].candidate).sort((a, b) => row[b] - row[a] || a - b);
  const all = [...ranked, ...order.filter((index) => !choices[index].candidate)];
  const listed = [...all.filter((index) => row[index]), ...all.filter((index) => !row[index])];
  const widest = Math.max(...row);
  const tenths = row.map((n) => (total ? Math.floor((2000 * n + total) / (2 * total)) : 0));
  const bars = listed.map((index, y) => {
    const bar = row[index] ? Math.floor((2000 * row[index] + widest) / (2 * widest)) : 0;
    return bar ? `<rect y="${y}" width="${(bar / 10).toFixed(1)}" height=".8"/>` : "";
  });
  const lines = listed.map((index) =>
    `<tr><th scope="row">${text(choices[index].name)}</th><td>${figure(row[index], tally.decimals)}</td>` +
      `<td>${percent(row[index], total, tenths[index])}</td></tr>\n`);
  return `<section id="${tally.id}">
<h2>${text(tally.name)}</h2>
<svg viewBox="0 0 100 14" role="img"><title>${text(tally.name)}</title>${bars.join("")}</svg>
<table>
<thead><tr><th scope="col">Choice</th><th scope="col">Count</th><th scope="col">Share</th></tr></thead>
<tbody>
${lines.join("")}</tbody>
<tfoot><tr><th scope="row">Total</th><td>${figure(total, tally.decimals)}</td><td></td></tr></tfoot>
</table>
</section>
`;
}

export const tables = (election, figures) =>
  election.order.map((index) => table(election, election.tallies[index], figures[index])).join("");

export const frame = (title, crumbs, main) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)} – Iowa 2020</title>
</head>
<body>
<nav>
${crumbs.map(([name, href]) => `<a href="${href}">${text(name)}</a>`).join("")}<b>${text(title)}</b>
</nav>
<main>
${main}
</main>
</body>
</html>
`;

export const list = (title, items) =>
  `<section>
<h2>${title}</h2>
<ul>
${items.map(([name, href, total]) => `<li><a href="${href}">${text(name)}</a> ${total}</li>\n`).join("")}</ul>
</section>
`;
