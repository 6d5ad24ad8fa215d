"""The pack caucus: what the rules of a caucus ask of each precinct. Its parameters are stated in content/rules/."""
