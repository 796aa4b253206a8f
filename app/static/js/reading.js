// The size of the pages, and the way from one to the next. Without a script the browser's own zoom and the links do it.
"use strict";

const SIZES = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

document.querySelectorAll(".reading").forEach((reading) => {
  const pages = reading.querySelector(".pages");
  const bar = reading.querySelector(".zoom");
  if (!pages || !bar) {
    return;
  }
  const sheets = [...reading.querySelectorAll(".sheet")];
  let size = SIZES.indexOf(1);

  function zoom(step) {
    size = step ? Math.min(SIZES.length - 1, Math.max(0, size + step)) : SIZES.indexOf(1);
    pages.style.setProperty("--v-zoom", SIZES[size]);
  }

  function turn(step) {
    const at = sheets.findLastIndex((sheet) => sheet.offsetTop - pages.scrollTop <= sheets[0].offsetTop + 1);
    const next = sheets[Math.min(sheets.length - 1, Math.max(0, at + step))];
    pages.scrollTop = next.offsetTop - sheets[0].offsetTop;
  }

  const keys = { "+": () => zoom(1), "=": () => zoom(1), "-": () => zoom(-1), "0": () => zoom(0), n: () => turn(1), p: () => turn(-1) };
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) {
      zoom(Number(button.dataset.zoom));
    }
  });
  pages.addEventListener("keydown", (event) => {
    if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      keys[event.key]();
    }
  });
});
