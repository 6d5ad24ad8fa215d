"use strict";

// A field that was left empty gets no key: a key without a value would be an error.
function isEmpty(value) {
  const isMap = value && value.toJS && !value.push;
  return value === null || value === undefined || value === "" || (isMap && value.size === 0);
}

function withoutEmpty(value) {
  return value && value.toJS ? value.map(withoutEmpty).filter((each) => !isEmpty(each)) : value;
}

CMS.registerEventListener({ name: "preSave", handler: ({ entry }) => withoutEmpty(entry.get("data")) });
