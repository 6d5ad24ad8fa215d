import { readFileSync } from "node:fs";

const election = JSON.parse(readFileSync("election.json", "utf8"));
election.places = election.counties.flatMap((county) => county.units.map((unit) => ({ ...unit, county })));

export default election;
