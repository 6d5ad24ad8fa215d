// What none of the pages needs is off: ignore files, the watcher's bookkeeping, template languages that are not used.
export default function (config) {
  config.setUseGitIgnore(false);
  config.setTemplateFormats(["11ty.js"]);
  config.setQuietMode(true);
}
