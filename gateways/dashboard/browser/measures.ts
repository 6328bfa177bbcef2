// What is measured within the page; each function is sent there and may use nothing from here.

/** Buttons and labels whose words stick out of them, and are not meant to be shortened. Runs in the page. */
export function cutTexts(): string[] {
  const words = document.createRange();
  return [...document.querySelectorAll<HTMLElement>("button, label, h1, h2, h3, dt, th")]
    .filter(
      (element) =>
        element.textContent.trim() && !element.closest(".sr-only") && !element.querySelector(".truncate, .sr-only"),
    )
    .flatMap((element) => {
      words.selectNodeContents(element);
      const [inner, outer] = [words.getBoundingClientRect(), element.getBoundingClientRect()];
      const out = Math.max(
        outer.left - inner.left,
        inner.right - outer.right,
        outer.top - inner.top,
        inner.bottom - outer.bottom,
      );
      return out > 1 ? [`${element.tagName} ${element.textContent}: ${out.toFixed()} px out`] : [];
    });
}

/** Links within a line of text are excepted, as in WCAG 2.5.8. Runs in the page. */
export function smallTargets(): string[] {
  const least = 32;
  const found: string[] = [];
  for (const element of document.querySelectorAll<HTMLElement>(
    "button, a[href], input:not([type=hidden]), textarea, [role=option], [role=menuitem]",
  )) {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 || (element.matches("a") && getComputedStyle(element).display === "inline")) continue;
    const after = getComputedStyle(element, "::after");
    const reach = after.content !== "none" && after.position === "absolute";
    const side = (name: "top" | "right" | "bottom" | "left") => (reach ? Number.parseFloat(after[name]) : 0);
    const [width, height] = [box.width - side("left") - side("right"), box.height - side("top") - side("bottom")];
    if (width < least - 0.5 || height < least - 0.5)
      found.push(`${element.ariaLabel ?? element.textContent}: ${width.toFixed()}×${height.toFixed()}`);
  }
  return found;
}
