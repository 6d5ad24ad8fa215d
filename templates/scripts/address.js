// Shows folders without the name of their file. From a disk the name is needed, so pages are written with it.
if (location.protocol.startsWith("http")) {
  for (const link of document.querySelectorAll('a[href*="index.html"]')) {
    if (link.host === location.host) {
      const href = link.getAttribute("href").replace(/(^|\/)index\.html(?=$|[?#])/, "$1");
      link.setAttribute("href", /^($|[?#])/.test(href) ? `./${href}` : href);
    }
  }
}
