// A button that shares the page where the system has a way to, and copies its address where it has none.
for (const box of document.querySelectorAll("[data-share]")) {
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const can = Boolean(navigator.share) && matchMedia("(pointer: coarse)").matches;
  const status = make("span", { role: "status" });
  const button = make("button", { type: "button" }, can ? box.dataset.share : box.dataset.link);
  button.addEventListener("click", async () => {
    status.textContent = "";
    if (can) {
      try { await navigator.share({ title: document.title, url: address }); } catch { /* closed without sharing */ }
    } else if (await copied(address)) status.textContent = box.dataset.copied;
  });
  box.append(status, button);
}
