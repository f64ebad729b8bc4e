// Closes the person's menu on Escape and on a click elsewhere; everything else of the frame works without JavaScript.
(() => {
  "use strict";
  const menu = document.querySelector("details.person");
  if (!menu) return;
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
})();
