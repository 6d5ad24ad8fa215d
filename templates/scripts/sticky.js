// Keeps the answer of a long page in sight, in one line at the top, once its headline has scrolled away.
{
  const LONG = 3;
  const headline = document.querySelector("h1");
  const said = answerOf(headline);
  if (said && document.documentElement.scrollHeight > LONG * innerHeight && "IntersectionObserver" in window) {
    // Readers of a screen reader have the headline itself.
    const bar = make("p", { class: "sticky", "aria-hidden": "true" }, said);
    document.body.append(bar);
    new IntersectionObserver(([{ isIntersecting, boundingClientRect }]) => {
      bar.classList.toggle("on", !isIntersecting && boundingClientRect.bottom < 0);
    }).observe(headline);
  }
}
