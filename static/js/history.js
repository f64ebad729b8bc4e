// The history of a field opens beside it; without this file its link leads to a page of its own.
(() => {
  "use strict";
  const links = document.querySelectorAll("[data-history]");
  if (!links.length || !HTMLElement.prototype.showPopover) return;

  const panel = document.createElement("div");
  panel.className = "history-window";
  panel.id = "history-window";
  panel.tabIndex = -1;
  panel.setAttribute("popover", "auto");
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-labelledby", "history-title");
  document.querySelector("main").append(panel);
  let opener = null;

  function place(link) {
    const [box, own] = [link.getBoundingClientRect(), panel.getBoundingClientRect()];
    const below = box.bottom + 6 + own.height < window.innerHeight;
    const top = below ? box.bottom + 6 : Math.max(12, box.top - 6 - own.height);
    const left = Math.max(12, Math.min(box.right - own.width, window.innerWidth - own.width - 12));
    panel.style.top = `${Math.min(top, Math.max(12, window.innerHeight - own.height - 12))}px`;
    panel.style.left = `${left}px`;
  }

  async function open(link) {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" }, redirect: "manual" });
    // Logged out, or no longer allowed: the page itself says so.
    if (!answer.ok) {
      window.location.assign(link.href);
      return;
    }
    panel.innerHTML = await answer.text();
    opener = link;
    panel.showPopover();
    place(link);
    panel.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-history]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest("[data-close-history]")) {
      panel.hidePopover();
    }
  });
  // A button opens by the space bar too.
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("[data-history]")) return;
    event.preventDefault();
    open(event.target);
  });
  panel.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const within = !document.activeElement || document.activeElement === document.body || panel.contains(document.activeElement);
    if (within) opener?.focus();
  });
})();
