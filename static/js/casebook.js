// What the casebook's pages add to a form that already works by saving: keys, save state, panel, dates.
"use strict";

const form = document.getElementById("casebook-form");
const wide = window.matchMedia("(min-width: 62rem)");

// --- Save state, and a guard against leaving with something unsaved ---------------------------------

let isDirty = form?.dataset.dirty === "yes";
let isLeaving = false;

function setDirty() {
  isDirty = true;
  const state = document.getElementById("save-state");
  if (!state || state.classList.contains("is-dirty")) return;
  state.classList.add("is-dirty");
  state.querySelector("span").textContent = state.dataset.dirty;
  const use = state.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, "#pencil"));
}

window.addEventListener("beforeunload", (event) => {
  if (isDirty && !isLeaving) event.preventDefault();
});

// --- Saving: same place on the page after saving, keys, and never by Enter in a field ---------------

const SCROLL = "casebook-scroll";

function submitBy(action) {
  const button = form.querySelector(`button[name="action"][value="${action}"]`);
  if (button) form.requestSubmit(button);
}

function focusable() {
  return [...form.querySelectorAll("input:not([type=hidden]), select, button")].filter((element) => {
    if (element.type === "radio" && !element.checked) {
      const group = [...form.elements].filter((other) => other.name === element.name);
      return !group.some((other) => other.checked) && group[0] === element;
    }
    return element.offsetParent !== null && !element.closest("details:not([open])");
  });
}

function focusNext(element) {
  const all = focusable();
  const names = all.map((other) => other.name);
  const start = element.type === "radio" ? names.lastIndexOf(element.name) : all.indexOf(element);
  all[start + 1]?.focus();
}

if (form) {
  form.addEventListener("submit", (event) => {
    isLeaving = true;
    if (event.submitter?.value === "save") {
      sessionStorage.setItem(SCROLL, JSON.stringify([location.pathname, window.scrollY]));
    }
  });
  form.addEventListener("keydown", (event) => {
    const field = event.target.matches("input:not([type=submit]), select");
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !field) return;
    event.preventDefault();
    focusNext(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key === "s" || event.key === "S") {
      event.preventDefault();
      submitBy("save");
    } else if (event.key === "Enter") {
      event.preventDefault();
      submitBy("next");
    }
  });
  const kept = JSON.parse(sessionStorage.getItem(SCROLL) || "null");
  sessionStorage.removeItem(SCROLL);
  if (kept?.[0] === location.pathname && !document.getElementById("error-summary")) {
    window.scrollTo(0, kept[1]);
  }
}
const summary = document.getElementById("error-summary");
summary?.focus();

// --- A link to a question goes to its first input -----------------------------------------------------

function focusQuestion() {
  const target = document.getElementById(location.hash.slice(1));
  const input = target?.matches("fieldset") ? target.querySelector("input:checked, input:not([type=hidden])") : target;
  input?.focus?.();
}

window.addEventListener("hashchange", focusQuestion);
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) focusQuestion();
});
if (!summary) focusQuestion();
// Once loaded, the browser itself puts the focus on the question as a whole.
window.addEventListener("load", () => {
  const refocus = () => {
    const { activeElement } = document;
    if (!summary && (activeElement === document.body || activeElement.id === location.hash.slice(1))) focusQuestion();
  };
  requestAnimationFrame(() => requestAnimationFrame(refocus));
});

// --- Dates in boxes: a whole date pasted into one, and the date said in words -------------------------

const ISO = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?$/;
const SPOKEN = /^(?:(\d{1,2})[-/.\s]+)?([\p{L}\d]+\.?)[-/.\s]+(\d{4})$/u;

function splitDate(text) {
  const iso = ISO.exec(text);
  if (iso) return { year: iso[1], month: iso[2], day: iso[3] || "" };
  const spoken = SPOKEN.exec(text);
  return spoken && { day: spoken[1] || "", month: spoken[2], year: spoken[3] };
}

function sayDate(boxes) {
  const echo = boxes.querySelector("[data-echo]");
  const part = (name) => boxes.querySelector(`[data-part="${name}"]`)?.value.trim() || "";
  const [day, month, year] = [part("day"), part("month"), part("year")];
  echo.textContent = "";
  if (!/^\d{4}$/.test(year) || !/^\d{1,2}$/.test(month) || (day && !/^\d{1,2}$/.test(day))) return;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day || 1)));
  if (date.getUTCMonth() !== Number(month) - 1) return;
  const shown = day ? { weekday: "short", day: "numeric" } : {};
  const options = { ...shown, month: "long", year: "numeric", timeZone: "UTC" };
  const locale = document.documentElement.lang === "fr" ? "fr-FR" : "en-GB";
  echo.textContent = new Intl.DateTimeFormat(locale, options).format(date);
}

document.addEventListener("paste", (event) => {
  const box = event.target.closest?.("[data-part]");
  const typed = box && splitDate((event.clipboardData?.getData("text") || "").trim());
  if (!typed) return;
  const boxes = box.closest("[data-boxes]");
  // A day where none is asked is left for the server to refuse with its sentence.
  if (typed.day && !boxes.querySelector('[data-part="day"]')) return;
  event.preventDefault();
  for (const input of boxes.querySelectorAll("[data-part]")) input.value = typed[input.dataset.part];
  box.dispatchEvent(new Event("input", { bubbles: true }));
  sayDate(boxes);
});

document.querySelectorAll("[data-boxes]").forEach(sayDate);

// --- Medication lines ---------------------------------------------------------------------------------

function addLine() {
  const total = document.getElementById("id_lines-total");
  const html = document.getElementById("empty-line").innerHTML.replaceAll("__n__", total.value);
  total.value = String(Number(total.value) + 1);
  const lines = document.getElementById("lines");
  lines.insertAdjacentHTML("beforeend", html);
  window.htmx.process(lines.lastElementChild);
  lines.lastElementChild.querySelector("[data-drug]").focus();
  setDirty();
}

function setRemoved(line, isRemoved) {
  line.classList.toggle("is-removed", isRemoved);
  const flag = line.querySelector("[data-removed]");
  flag.value = isRemoved ? "1" : "";
  flag.dispatchEvent(new Event("change", { bubbles: true }));
  line.querySelector(isRemoved ? "[data-restore-line]" : "[data-drug]").focus();
}

// A choice of the list, or on leaving the field a name or brand that stands for one drug only.
function fillFromDictionary(input, isLeft) {
  const options = [...(input.list?.options || [])];
  const typed = input.value.trim().toLowerCase();
  const named = options.filter(({ dataset }) => [dataset.inn, dataset.brand].some((name) => name.toLowerCase() === typed));
  const option = options.find((entry) => entry.value === input.value) || (isLeft && named.length === 1 && named[0]);
  if (!option) return;
  const line = input.closest(".line");
  const field = (name) => line.querySelector(`[name$="-${name}"]`);
  input.value = option.dataset.inn;
  field("brand").value = option.dataset.brand || field("brand").value;
  field("atc").value = option.dataset.atc;
  if (option.dataset.route && !field("route").value) field("route").value = option.dataset.route;
  line.querySelector(".line-title span").textContent = option.dataset.inn;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-line], [data-remove-line], [data-restore-line]");
  if (!button) return;
  event.preventDefault();
  if (button.matches("[data-add-line]")) addLine();
  else setRemoved(button.closest(".line"), button.matches("[data-remove-line]"));
});

// --- Typing -------------------------------------------------------------------------------------------

form?.addEventListener("input", (event) => {
  setDirty();
  const boxes = event.target.closest("[data-boxes]");
  if (boxes) sayDate(boxes);
  if (event.target.matches("[data-drug]")) fillFromDictionary(event.target, false);
});
form?.addEventListener("change", (event) => {
  setDirty();
  if (event.target.matches("[data-drug]")) fillFromDictionary(event.target, true);
});

// --- The panel: no message under the question that is being answered; the criteria stay as opened ------

document.addEventListener("htmx:configRequest", (event) => {
  if (event.target !== form) return;
  event.detail.parameters.set?.("typing", document.activeElement?.closest("[data-row]")?.dataset.row || "");
});

function markInvalid() {
  for (const messages of form.querySelectorAll(".item-messages")) {
    const isWrong = messages.querySelector(".item-error") !== null;
    for (const element of form.querySelectorAll(`[aria-describedby~="${CSS.escape(messages.id)}"]`)) {
      const inputs = element.matches("fieldset") ? element.querySelectorAll("input[type=text]") : [element];
      for (const input of inputs) {
        input.classList.toggle("is-invalid", isWrong);
        if (isWrong) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    }
  }
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target?.id === "panel") markInvalid();
});

function openClauses() {
  const clauses = document.querySelector(".casebook .panel-clauses");
  if (clauses) clauses.open = wide.matches;
}

wide.addEventListener("change", openClauses);
openClauses();
if (window.Idiomorph) {
  Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element) =>
    !(name === "open" && element.tagName === "DETAILS");
}

// --- Confirmation of a decision ------------------------------------------------------------------------

for (const link of document.querySelectorAll("[data-dialog]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const dialog = document.getElementById(link.dataset.dialog);
    if (dialog.open) dialog.close();
    dialog.showModal();
  });
}
for (const link of document.querySelectorAll("dialog [data-close]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    link.closest("dialog").close();
  });
}
for (const once of document.querySelectorAll("form[data-once]")) {
  once.addEventListener("submit", (event) => {
    if (once.dataset.sent) event.preventDefault();
    once.dataset.sent = "yes";
  });
}
